"""A shop without a shop: what it knows stands in memory, and its page shows every kind of block."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Literal

from pydantic import BaseModel, Field

from omni_sdk import (
    Action,
    Chart,
    Figure,
    Figures,
    Items,
    Page,
    PageForm,
    Permission,
    Plugin,
    RequestContext,
    Route,
    Table,
    hookimpl,
)

READ = Permission("shop.read", roles=("viewer",), title="See the shop")
WRITE = Permission("shop.write", roles=("admin",), title="Change the shop")
TOPIC = "acme-showcase"
BEGAN = datetime(2026, 3, 1, 9, tzinfo=UTC)


class Sales(BaseModel):
    """Headline figures."""

    revenue: float
    revenue_before: float
    orders: int
    orders_before: int
    orders_by_day: Sequence[int]
    returns: float
    open: bool


class Day(BaseModel):
    """One day's sales."""

    at: datetime
    paid: int
    refunded: int


class Share(BaseModel):
    """What a product brings."""

    product: str
    sold: int


class Product(BaseModel):
    """What is sold."""

    id: int
    name: str
    price: float
    listed: bool = True
    added_at: datetime = BEGAN


class NewProduct(BaseModel):
    """A product to be."""

    name: str = Field(min_length=2, max_length=40, description="As customers see it.")
    price: float = Field(gt=0)
    kind: Literal["book", "record"] = "book"


class Address(BaseModel):
    """Where it is."""

    street: str = "High Street 1"
    town: str = "Ayton"


class Shop(BaseModel):
    """What the shop says of itself."""

    title: str = Field(default="Acme Books", min_length=3)
    tags: list[str] = Field(default=["old", "rare"])
    address: Address = Address()


PRODUCTS = {1: Product(id=1, name="Atlas", price=49.5), 2: Product(id=2, name="Bestiary", price=18, listed=False)}
KEPT = {"shop": Shop()}


async def sales(_: RequestContext) -> Sales:
    """Headline figures."""
    return Sales(
        revenue=1234.5, revenue_before=1000, orders=42, orders_before=50, orders_by_day=[3, 5, 4, 8, 9], returns=0.125, open=True
    )


async def days(_: RequestContext) -> Items[Day]:
    """Sales by day."""
    return Items(items=[Day(at=BEGAN + timedelta(days=n), paid=10 + n * n, refunded=n) for n in range(8)])


async def shares(_: RequestContext) -> Items[Share]:
    """Sales by product."""
    return Items(items=[Share(product=p.name, sold=p.id * 7) for p in PRODUCTS.values()])


async def products(_: RequestContext) -> Items[Product]:
    """What is sold."""
    return Items(items=list(PRODUCTS.values()))


async def add(_: RequestContext, body: NewProduct) -> Product:
    """Sell one more."""
    made = Product(id=len(PRODUCTS) + 1, name=body.name, price=body.price)
    PRODUCTS[made.id] = made
    return made


async def unlist(_: RequestContext, product_id: int) -> Product:
    """Show it no more."""
    PRODUCTS[product_id] = PRODUCTS[product_id].model_copy(update={"listed": False})
    return PRODUCTS[product_id]


async def tick(ctx: RequestContext) -> None:
    """Tell of an order."""
    await ctx.publish(TOPIC, {"orders": 43})


async def shop(_: RequestContext) -> Shop:
    """What the shop says of itself."""
    return KEPT["shop"]


async def change(_: RequestContext, body: Shop) -> Shop:
    """Change what the shop says of itself."""
    KEPT["shop"] = body
    return body


SALES = Route.get("/sales", sales, auth=READ)
DAYS = Route.get("/days", days, auth=READ)
SHARES = Route.get("/shares", shares, auth=READ)
PRODUCTS_LIST = Route.get("/products", products, auth=READ)
ADD = Route.post("/products", add, auth=WRITE, status=201)
UNLIST = Route.post("/products/{product_id}/unlist", unlist, auth=WRITE)
TICK = Route.post("/tick", tick, auth=WRITE)
SHOP = Route.get("/shop", shop, auth=READ)
CHANGE = Route.put("/shop", change, auth=WRITE)

BLOCKS = [
    Figures(
        SALES,
        [
            Figure("revenue", "Revenue", unit="EUR", previous="revenue_before", better="up"),
            Figure("orders", "Orders", previous="orders_before", history="orders_by_day", better="up"),
            Figure("returns", "Returns", unit="%"),
            "open",
        ],
        title="Sales",
        home=True,
        live=TOPIC,
    ),
    Chart(DAYS, "line", "at", ["paid", "refunded"], title="By day", home=True),
    Chart(DAYS, "area", "at", ["paid"], title="Paid"),
    Chart(SHARES, "bar", "product", ["sold"], title="By product"),
    Chart(SHARES, "pie", "product", ["sold"], title="Shares"),
    Table(
        PRODUCTS_LIST,
        ["name", "price", "listed", "added_at"],
        actions=[Action("Unlist", UNLIST, confirm="Customers will not find it any more.")],
        empty="Add what you sell.",
        title="Products",
        home=True,
    ),
    Action("Add a product", ADD),
    PageForm(CHANGE, values=SHOP, title="The shop"),
]


class Showcase(Plugin):
    """A page of every kind of block."""

    @hookimpl
    def omni_permissions(self) -> Sequence[Permission]:
        return [READ, WRITE]

    @hookimpl
    def omni_routes(self) -> Sequence[Route]:
        return [SALES, DAYS, SHARES, PRODUCTS_LIST, ADD, UNLIST, TICK, SHOP, CHANGE]

    @hookimpl
    def omni_pages(self) -> Sequence[Page]:
        return [Page("shop", "Shop", BLOCKS, needs=READ, icon="chart")]


plugin = Showcase()
