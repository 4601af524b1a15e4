"""/site: the files that make an installation look like itself. Made from vitrina.toml, served by us."""

from fastapi import APIRouter, Response

from components.site_look import icon, stylesheet
from data_loader.config import settings
from data_loader.logo import Logo, read_logo

router = APIRouter(include_in_schema=False)

# A drawing that is opened by itself is a document: it may paint, and nothing else.
_POLICY = "default-src 'none'; style-src 'unsafe-inline'; sandbox"
_KEPT = "public, max-age=3600"


@router.get("/site/style.css")
def style() -> Response:
    """The accent colour, after the style sheets that are the same everywhere."""
    return Response(stylesheet(settings().load().site), media_type="text/css", headers={"Cache-Control": _KEPT})


@router.get("/site/icon")
def tab_icon() -> Response:
    """The picture of the browser's tab."""
    return _picture(icon(settings().load().site))


@router.get("/site/logo")
def logo() -> Response:
    """The logo; 404 where the installation has none."""
    path = settings().load().site.logo
    return _picture(read_logo(path)) if path else Response(status_code=404)


def _picture(picture: Logo) -> Response:
    return Response(
        picture.content,
        media_type=picture.media_type,
        headers={"Cache-Control": _KEPT, "Content-Security-Policy": _POLICY, "X-Content-Type-Options": "nosniff"},
    )
