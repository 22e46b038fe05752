"""The user's settings: a small TOML file that may be missing, and that says what is wrong with it."""

import pytest

from questtour.files import FileFault
from questtour.settings import Settings, load_settings
from questtour.settings_file import SettingsFault, data_folder, remember, settings_path


@pytest.fixture
def path(tmp_path):
    return tmp_path / "conf" / "settings.toml"


def write(path, text, encoding="utf-8"):
    path.parent.mkdir(exist_ok=True)
    path.write_text(text, encoding=encoding)
    return path


def test_without_a_file_nothing_was_chosen(path):
    assert load_settings(path) == Settings(language=None, theme="questtour", sound=True, keys={})
    assert not path.parent.exists()


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig"])
def test_what_stands_in_the_file_is_chosen(path, encoding):
    write(path, 'language = "ru"\nsound = false\n[keys]\nhint = "f5,j"\n', encoding)
    assert load_settings(path) == Settings(language="ru", sound=False, keys={"hint": "f5,j"})


@pytest.mark.parametrize(
    "text", ["language = ", "language = ru", "[keys", "\0", 'language = "ru"\nlanguage = "en"']
)
def test_a_file_that_is_no_toml_is_refused_by_its_name(path, text):
    with pytest.raises(SettingsFault, match=r"settings\.toml cannot be read .* mend or delete that file"):
        load_settings(write(path, text))


def test_a_file_in_another_encoding_is_refused_by_its_name(path):
    with pytest.raises(SettingsFault, match="cannot be read"):
        load_settings(write(path, 'theme = "тема"', "cp1251"))


def test_a_folder_in_place_of_the_file_is_refused_by_its_name(path):
    path.mkdir(parents=True)
    with pytest.raises(SettingsFault, match="cannot be read"):
        load_settings(path)


@pytest.mark.parametrize(
    ("text", "field"),
    [
        ('language = "de"', "language"),
        ("sound = 3", "sound"),
        ('them = "x"', "them"),
        ("[keys]\nhint = 5", r"keys\.hint"),
        ('keys = "x"\nsound = "maybe"', "sound, keys"),
    ],
)
def test_what_does_not_fit_is_named(path, text, field):
    with pytest.raises(SettingsFault, match=f"do not fit in: {field}\\.") as refused:
        load_settings(write(path, text))
    assert "\n" not in str(refused.value)


def test_a_choice_is_remembered_in_a_new_file(path):
    remember(path, "language", "ru")
    remember(path, "sound", False)
    assert load_settings(path) == Settings(language="ru", sound=False)


def test_a_choice_leaves_comments_and_everything_else_as_it_is(path):
    write(path, '# mine\nlanguage = "en"  # for now\ntheme = "nord"\n\n[keys]\nhint = "f5" # easy\n')
    remember(path, "language", "ru")
    assert path.read_text(encoding="utf-8") == (
        '# mine\nlanguage = "ru"  # for now\ntheme = "nord"\n\n[keys]\nhint = "f5" # easy\n'
    )


def test_a_choice_is_not_put_among_the_keys(path):
    write(path, '[keys]\nhint = "f5"\n')
    remember(path, "language", "ru")
    assert load_settings(path) == Settings(language="ru", keys={"hint": "f5"})


def test_a_broken_file_is_not_overwritten(path):
    write(path, "language = ")
    with pytest.raises(ValueError, match="line 1"):
        remember(path, "language", "ru")
    assert path.read_text() == "language = "


def test_a_place_that_cannot_be_written_is_told_in_one_line(tmp_path):
    (tmp_path / "file").touch()
    with pytest.raises(FileFault, match="there is a file where a folder is needed"):
        remember(tmp_path / "file" / "settings.toml", "language", "ru")


def test_settings_and_logs_have_their_places(monkeypatch, tmp_path):
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "c"))
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "d"))
    assert settings_path().name == "settings.toml"
    assert settings_path().parent.name == data_folder().name == "questtour"
