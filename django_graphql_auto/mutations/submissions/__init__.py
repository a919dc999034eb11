"""Django's forms and serializers of Django REST framework, as writes."""
