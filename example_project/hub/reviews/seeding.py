"""Seeds reviews."""

from __future__ import annotations

from collections.abc import Iterator

from hub.catalogue.models import Product
from hub.reviews.models import Review
from hub.seeding import Seeding, settle_timestamps

NAMES = ("Aino", "Bruno", "Chloé", "Dmitri", "Elena", "Farid", "Greta", "Hugo", "Ines", "Jonas", "Karin", "Luca")
OPINIONS = {
    1: (("Did not fit", "Two holes are off by a millimetre."), ("Broke at once", "Lasted a week.")),
    2: (("Disappointing", "Louder than the part it replaced."), ("Late and scratched", "It works, but nobody checked it.")),
    3: (("Does the job", "Nothing to praise, nothing to blame."), ("Fair", "Fine for the money.")),
    4: (("Good part", "Fitted in half an hour."), ("Would buy again", "Instructions could be better.")),
    5: (("As good as the original", "No difference to the maker's own part."), ("Excellent", "Third set, never a complaint.")),
}


def seed_reviews(seeding: Seeding) -> None:
    products = Product.objects.exclude(status=Product.Status.DRAFT).order_by("pk")
    seeding.store(review for product in products for review in _reviews(seeding, product))
    settle_timestamps(Review)


def _reviews(seeding: Seeding, product: Product) -> Iterator[Review]:
    for _ in range(seeding.random.choice((0, 0, 1, 2, 3, 6))):
        rating = seeding.random.choices(Review.Rating.values, weights=(5, 8, 17, 38, 32))[0]
        title, text = seeding.random.choice(OPINIONS[rating])
        name = seeding.random.choice(NAMES)
        yield Review(
            product=product,
            author_name=name,
            author_email=f"{name.lower().replace('é', 'e')}@buyers.example",
            rating=rating,
            title=title,
            text=text,
            moderation=seeding.random.choices(Review.Moderation.values, weights=(6, 90, 4))[0],
            helpful_votes=seeding.random.randrange(40),
            created_at=seeding.moment(900),
        )
