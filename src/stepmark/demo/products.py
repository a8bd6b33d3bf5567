"""The demo's products, at the prices that its publisher gives."""

from sqlalchemy import select

from stepmark.catalogue.kinds import PRODUCT
from stepmark.commands.records import create_record
from stepmark.commands.work import Work
from stepmark.domain.products import Product

PRICES = {
    "GTX Basic": 550,
    "GTX Pro": 4821,
    "MG Special": 55,
    "MG Advanced": 3393,
    "GTX Plus Pro": 5482,
    "GTX Plus Basic": 1096,
    "GTK 500": 26768,
}


def add_products(work: Work) -> None:
    """Those that are not there yet."""
    known = set(work.session.scalars(select(Product.name).where(Product.deleted_at.is_(None))))
    for name, price in PRICES.items():
        if name not in known:
            series = name.partition(" ")[0]
            create_record(
                work,
                PRODUCT,
                {
                    "name": name,
                    "code": name.upper().replace(" ", "-"),
                    "unit": "pcs",
                    "price": price,
                    "tax_rate": "8.25",
                    "description": f"One of the {series} series.",
                },
            )
