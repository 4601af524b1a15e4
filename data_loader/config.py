"""Settings: where things live (environment) and what is pulled (vitrina.toml).

| variable        | default                  | what it sets                                                  |
|-----------------|--------------------------|---------------------------------------------------------------|
| VITRINA_DATA    | ./var                    | where the cache and the snapshots live                        |
| VITRINA_CONFIG  | vitrina.toml beside app  | site and sources                                              |
| VITRINA_HOST    | 127.0.0.1                | address that the server listens on                            |
| VITRINA_PORT    | 8050                     | port that the server listens on                               |
| VITRINA_REFRESH | embedded                 | embedded: pull beside the server; off: only serve             |
| LOG_LEVEL       | INFO                     | DEBUG, INFO, WARNING or ERROR                                 |
"""

from __future__ import annotations

import os
import re
import tomllib
from collections.abc import Callable
from datetime import date, timedelta
from functools import cache, lru_cache
from pathlib import Path
from typing import Annotated, Any, Final, Literal

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, ValidationError
from pydantic_settings import BaseSettings, SettingsConfigDict

from data_loader import colours
from data_loader.exceptions import ConfigError
from data_loader.indicators.definitions import Parameter, indicator_list
from data_loader.languages import languages
from data_loader.logo import read_logo

ROOT: Final = Path(__file__).resolve().parent.parent
LOCALES: Final = ROOT / "locales"
_EVERY = re.compile(r"^(\d+)\s*(m|h|d)$")
_UNITS: Final = {"m": "minutes", "h": "hours", "d": "days"}


def _interval(value: Any) -> Any:
    match = _EVERY.match(value.strip()) if isinstance(value, str) else None
    return timedelta(**{_UNITS[match.group(2)]: int(match.group(1))}) if match else value


class Roster(BaseModel):
    """The file of the agencies that should publish (CSV), and how its columns are called where not as usual."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    path: str
    id: str = ""
    name: str = ""
    acronym: str = ""


def _roster(value: Any) -> Any:
    return {"path": value} if isinstance(value, str) else value


RosterSetting = Annotated[Roster | None, BeforeValidator(_roster)]


class Source(BaseModel):
    """One publisher's data: where it is, how its API is walked, how often it is pulled, what it needs read differently.

    `fold_ocid` joins ocids that differ in case and separators only; None joins them where the contents agree.
    `fields` maps non-standard fields to standard ones in the same object. `busy_statuses` are answers that mean "later"
    here and a refusal elsewhere (403). `options` are those of the shape.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    id: str = Field(pattern=r"^[a-z0-9][a-z0-9_-]{0,59}$")
    url: str
    name: str = ""
    shape: str | None = None
    every: Annotated[timedelta, BeforeValidator(_interval), Field(ge=timedelta(minutes=1))] = timedelta(days=1)
    licence: str = ""
    homepage: str = ""
    fold_ocid: bool | None = None
    fields: dict[str, str] = {}
    headers: dict[str, str] = {}
    verify_tls: bool = True
    requests_per_second: float = Field(default=2.0, gt=0)
    busy_statuses: tuple[int, ...] = ()
    roster: RosterSetting = None
    options: dict[str, Any] = {}


def _language(value: str) -> str:
    known = languages(LOCALES)
    if value not in known:
        raise ValueError(f"should be one of {', '.join(known)}, the languages in locales/")
    return value


def _accent(backgrounds: tuple[str, ...]) -> Callable[[str], str]:
    def readable(value: str) -> str:
        colour = value.strip().lower()
        if not colour:
            return ""
        if not colours.is_colour(colour):
            raise ValueError("should be a colour such as #b8004f")
        if colours.lowest(colour, backgrounds) < colours.TEXT_CONTRAST:
            raise ValueError(
                f"{colour} has a contrast of {colours.lowest(colour, backgrounds):.2f}:1 on {backgrounds[0]} and "
                f"{backgrounds[1]}, text needs {colours.TEXT_CONTRAST}:1; {colours.readable(colour, backgrounds)} has it"
            )
        return colour

    return readable


class Site(BaseModel):
    """How this installation introduces itself.

    `language` is for readers whose browser asks for none of ours, `currency` what amounts are shown in where some are.
    `accent` is the one colour of the light theme, `accent_dark` of the dark one ("": made from it). `introduction` is a
    sentence, or one a language.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    name: str = Field(default="Vitrina", min_length=1, max_length=80)
    language: Annotated[str, AfterValidator(_language)] = "es"
    currency: str = Field(default="", pattern=r"^([A-Z]{3})?$")
    accent: Annotated[str, AfterValidator(_accent(colours.LIGHT))] = ""
    accent_dark: Annotated[str, AfterValidator(_accent(colours.DARK))] = ""
    logo: Path | None = None
    contact: str = ""
    introduction: str | dict[str, str] = ""
    roster: RosterSetting = None

    def introduced(self, language: str) -> str:
        """Return the sentence in a language, else in the site's own, else in any there is."""
        if isinstance(self.introduction, str):
            return self.introduction
        said = self.introduction
        return said.get(language) or said.get(self.language) or next(iter(said.values()), "")


_Day = date


class Watchlist(BaseModel):
    """A list of suppliers to look out for (CSV): `columns` names those of identifier, name, status and date.

    `cleared` are statuses that clear a firm, `scheme` that of the identifiers (identifiers.toml), `preset` one of
    watchlists.toml, which knows all of this for a list that many use.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    id: str = Field(pattern=r"^[a-z0-9][a-z0-9_-]{0,59}$")
    path: str
    name: str = ""
    preset: Literal["", "sat_69b", "sanctioned"] = ""
    date: _Day | None = None
    columns: dict[Literal["identifier", "name", "status", "date"], str] = {}
    scheme: str = ""
    cleared: tuple[str, ...] = ()


class IndicatorSettings(BaseModel):
    """`thresholds` is the file of legal limits, `request` the text of a request for information; the rest by indicator."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    thresholds: Path | None = None
    request: Path | None = None
    of_each: dict[str, dict[str, bool | float | list[str]]] = {}


def _indicator_settings(value: Any) -> Any:
    """Read `[indicators.CODE]` as settings of that indicator, and refuse what it does not have."""
    if not isinstance(value, dict):
        return value
    common: dict[str, Parameter] = {"enabled": 1.0, "threshold": 0.0}
    known = {indicator.code: common | indicator.parameters for indicator in indicator_list()}
    of_each = {}
    for code, given in value.items():
        if code in {"thresholds", "request"}:
            continue
        if code not in known or not isinstance(given, dict):
            raise ValueError(f"there is no indicator {code}; those there are: {', '.join(known)}")
        for name, setting in given.items():
            if name not in known[code]:
                raise ValueError(f"{code} has no parameter {name}, but {', '.join(known[code])}")
            if isinstance(setting, list) != isinstance(known[code][name], list) or isinstance(setting, str | dict):
                raise ValueError(
                    f"{code}.{name} should be {'a list' if isinstance(known[code][name], list) else 'a number'}"
                )
        of_each[code] = given
    return {key: value[key] for key in ("thresholds", "request") if key in value} | {"of_each": of_each}


class Config(BaseModel):
    """vitrina.toml. `aliases` is the file in which people say which organisations are one."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    aliases: Path | None = None
    site: Site = Site()
    watchlists: tuple[Watchlist, ...] = ()
    indicators: Annotated[IndicatorSettings, BeforeValidator(_indicator_settings)] = IndicatorSettings()
    sources: tuple[Source, ...] = ()


class Settings(BaseSettings):
    """The VITRINA_* variables of the environment."""

    model_config = SettingsConfigDict(env_prefix="VITRINA_", frozen=True)

    data: Path = Path("var")
    config: Path = ROOT / "vitrina.toml"
    host: str = "127.0.0.1"
    port: int = Field(default=8050, ge=0, le=65535)
    refresh: Literal["embedded", "off"] = "embedded"

    @property
    def data_dir(self) -> Path:
        """Return the absolute folder of cache and snapshots."""
        return self.data.expanduser().absolute()

    def load(self) -> Config:
        """Return what vitrina.toml says."""
        return load_config(self.config.expanduser().absolute())


def settings() -> Settings:
    """Return the settings of the environment.

    Cheap enough for every request: they are read again where a variable has changed.

    Raises:
        ConfigError: a variable has a value that it cannot have.
    """
    return _settings(tuple(map(os.environ.get, _VARIABLES)))


_VARIABLES: Final = tuple(f"{Settings.model_config['env_prefix']}{name}".upper() for name in Settings.model_fields)


@lru_cache(maxsize=8)
def _settings(_variables: tuple[str | None, ...]) -> Settings:
    try:
        return Settings()
    except ValidationError as error:
        raise ConfigError(_explain(error, "VITRINA_"), hint="See docs/configuration.md.") from error


@cache
def load_config(path: Path) -> Config:
    """Return the configuration in a file; relative paths are taken from its folder.

    Raises:
        ConfigError: the file is missing, is not TOML, or has a setting that does not exist or cannot be so.
    """
    try:
        loaded = tomllib.loads(path.read_text(encoding="utf-8"))
        config = Config(**loaded)
    except FileNotFoundError as error:
        raise ConfigError(f"There is no configuration at {path}.", hint="Set VITRINA_CONFIG to one.") from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise ConfigError(f"{path.name} is not TOML: {error}.") from error
    except ValidationError as error:
        raise ConfigError(f"{path.name}: {_explain(error)}", hint="See docs/configuration.md.") from error
    ids = [source.id for source in config.sources]
    if doubles := {item for item in ids if ids.count(item) > 1}:
        raise ConfigError(f"{path.name} names a source twice: {', '.join(sorted(doubles))}.")
    aliases = path.parent / config.aliases.expanduser() if config.aliases else None
    site = config.site.model_copy(update=_anchored_roster(config.site, path.parent) | _anchored_logo(config.site, path))
    sources = tuple(_anchored(item, path.parent) for item in config.sources)
    watchlists = tuple(item.model_copy(update={"path": str(path.parent / item.path)}) for item in config.watchlists)
    given = config.indicators
    indicators = given.model_copy(
        update={name: path.parent / file for name in ("thresholds", "request") if (file := getattr(given, name))}
    )
    own = {"site": site, "sources": sources, "aliases": aliases, "watchlists": watchlists, "indicators": indicators}
    return config.model_copy(update=own)


def _anchored(source: Source, folder: Path) -> Source:
    elsewhere = "://" in source.url or source.url.startswith("registry:")
    address = {} if elsewhere else {"url": str(folder / source.url)}
    return source.model_copy(update=address | _anchored_roster(source, folder))


def _anchored_roster(holder: Site | Source, folder: Path) -> dict[str, Any]:
    roster = holder.roster
    return {"roster": roster and roster.model_copy(update={"path": str(folder / roster.path)})}


def _anchored_logo(site: Site, path: Path) -> dict[str, Any]:
    if site.logo is None:
        return {}
    logo = path.parent / site.logo.expanduser()
    read_logo(logo)  # one that cannot be shown is refused at once, not by the first reader's browser
    return {"logo": logo}


def _explain(error: ValidationError, prefix: str = "") -> str:
    first = error.errors()[0]
    where = ".".join(str(part) for part in first["loc"])
    name = f"{prefix}{where.upper()}" if prefix else where
    return f"{name}: {first['msg']}."
