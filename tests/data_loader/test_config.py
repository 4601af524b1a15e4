"""What is wrong in the configuration is said in a sentence, with its place."""

from datetime import timedelta

import pytest

from data_loader.config import Settings, Source, load_config, settings
from data_loader.exceptions import ConfigError


def written(tmp_path, text):
    path = tmp_path / "vitrina.toml"
    path.write_text(text, encoding="utf-8")
    return path


def test_the_bundled_configuration_names_six_sources_with_licences() -> None:
    sources = settings().load().sources
    assert len(sources) == 6
    assert all(source.licence and source.name for source in sources)


def test_paths_are_taken_from_the_files_folder_and_addresses_left_alone(tmp_path) -> None:
    config = load_config(
        written(
            tmp_path,
            """
            [[sources]]
            id = "a"
            url = "here.json"
            every = "6h"
            [[sources]]
            id = "b"
            url = "https://example.org/api"
            """,
        )
    )
    assert [source.url for source in config.sources] == [str(tmp_path / "here.json"), "https://example.org/api"]
    assert config.sources[0].every == timedelta(hours=6)


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("[[sources]]\nid = 'a'", "sources.0.url"),
        ("[[sources]]\nid = '../a'\nurl = 'x'", "sources.0.id"),
        ("[[sources]]\nid = 'a'\nurl = 'x'\nevry = '1d'", "sources.0.evry"),
        ("[[sources]]\nid = 'a'\nurl = 'x'\nevery = 'often'", "sources.0.every"),
        ("[site]\nlanguage = 'tlh'", r"site\.language.*en, es"),
        ("[site]\naccent = 'red'", "site.accent.*such as #b8004f"),
        ("[site]\naccent = '#ffcc00'", r"site\.accent.*1\.42:1 on #ffffff.*#\w{6} has it"),
        ("[site]\naccent_dark = '#222222'", r"site\.accent_dark.*4\.5:1"),
        ("[site]\ncurrency = 'peso'", "site.currency"),
        ("[site]\nlogo = 'none.svg'", r"none\.svg cannot be read"),
        ("[[sources]]\nid = 'a'\nurl = 'x'\n[[sources]]\nid = 'a'\nurl = 'y'", "twice: a"),
        ("this is not toml", "is not TOML"),
    ],
)
def test_mistakes(tmp_path, text, place) -> None:
    with pytest.raises(ConfigError, match=place):
        load_config(written(tmp_path, text))


def test_a_missing_file(tmp_path) -> None:
    with pytest.raises(ConfigError, match="no configuration"):
        load_config(tmp_path / "none.toml")


def test_a_wrong_variable_is_named(monkeypatch) -> None:
    monkeypatch.setenv("VITRINA_PORT", "eighty")
    with pytest.raises(ConfigError, match="VITRINA_PORT"):
        settings()


def test_defaults(monkeypatch, tmp_path) -> None:
    for name in ("DATA", "HOST", "PORT", "REFRESH", "CONFIG"):
        monkeypatch.delenv(f"VITRINA_{name}", raising=False)
    monkeypatch.chdir(tmp_path)
    defaults = Settings()
    assert (defaults.host, defaults.port, defaults.refresh) == ("127.0.0.1", 8050, "embedded")
    assert defaults.data_dir == tmp_path / "var"
    assert Source(id="a", url="x").every == timedelta(days=1)


def test_an_installation_introduces_itself_in_each_language(tmp_path) -> None:
    text = "[site]\naccent = '#00695C'\nlanguage = 'en'\nintroduction = { es = 'Hola.', en = 'Hello.' }"
    site = load_config(written(tmp_path, text)).site

    assert site.accent == "#00695c"
    assert [site.introduced(language) for language in ("es", "en", "hy")] == ["Hola.", "Hello.", "Hello."]
