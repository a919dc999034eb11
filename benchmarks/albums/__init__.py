"""A catalogue of albums, which the contenders serve. The example project's models won't do: they import the package, which most
contenders do without, in environments of their own."""
