"""What a reader may mean while typing: the search box of every page asks here."""

from typing import Annotated, Any
from urllib.parse import quote, urlencode

from fastapi import APIRouter, Query
from pydantic import BaseModel, Field

from api.context import Context, Ctx, address
from api.parameters import SuggestParameters
from api.tabular import rows
from data_loader import queries

router = APIRouter()


class Suggestion(BaseModel):
    kind: str = Field(description="agency, supplier or process.")
    id: str = Field(description="Organisation id, or ocid.")
    name: str = Field(description="Name, or title; the ocid where no title is published.")
    processes: int | None = Field(description="Of an agency or supplier.")
    agency: str | None = Field(description="Of a process.")
    url: str


class Suggestions(BaseModel):
    found: dict[str, int] = Field(description="How many agencies, suppliers and processes there are in all.")
    rows: list[Suggestion]


@router.get("/api/v1/suggest", summary="What a search may mean")
def suggest(context: Ctx, parameters: Annotated[SuggestParameters, Query()]) -> Suggestions:
    """Agencies, suppliers and processes for the words typed so far, a few of each, and how many there are."""
    table = rows(queries.suggest(context.snapshot, parameters.q, parameters.limit))
    found = {"agency": 0, "supplier": 0, "process": 0}
    return Suggestions(
        found=found | {row["kind"]: int(row["found"]) for row in table},
        rows=[_suggestion(row, context) for row in table],
    )


def _suggestion(row: dict[str, Any], context: Context) -> Suggestion:
    url = (
        address({"ocid": row["id"], "source": row["source"]}, "/process/", context)
        if row["kind"] == "process"
        else f"{context.base_url}/{row['kind']}/{quote(row['id'], safe='')}?{urlencode(context.carried)}".rstrip("?")
    )
    return Suggestion(
        kind=row["kind"], id=row["id"], name=row["name"], processes=row["processes"], agency=row["agency"], url=url
    )
