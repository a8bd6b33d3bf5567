"""A style sheet or script with what it imports: in the order of the imports, each script once, names kept apart."""

from pathlib import Path

import pytest
from playwright.sync_api import Browser

from stepmark.platform.paths import static_dir
from stepmark.web.bundles import bundle

FORMS_REFUSED = [
    ("a.js", 'import { b } from "./b.js";\nexport const c = b;\n'),
    ("a.js", 'import "./b.js";\nimport * as b from "./b.js";\n'),
    ("a.js", 'import "./b.js";\nimport {\n  b,\n} from "./b.js";\n'),
    ("a.js", 'import "./b.js";\nexport default b;\n'),
    ("a.css", '@import "./b.css";\n@import "./b.css" print;\n'),
    ("a.css", '@import "./b.css";\n@import url("https://elsewhere.example/c.css");\n'),
]


def write(folder: Path, **texts: str) -> None:
    for name, text in texts.items():
        (folder / name.replace("_", ".")).write_text(text)


def test_what_imports_nothing_is_left_as_it_is(tmp_path: Path) -> None:
    write(tmp_path, a_css="a {}\n", a_js="export function a() {}\n", a_svg='@import "./b.css";\n')
    assert [bundle(tmp_path / name) for name in ("a.css", "a.js", "a.svg")] == [None, None, None]


def test_a_style_sheet_has_what_it_imports_where_it_imports_it(tmp_path: Path) -> None:
    write(tmp_path, a_css='@import "./b.css";\n@import "./c.css";\na {}\n', b_css="b {}\n", d_css="d {}\n")
    write(tmp_path, c_css='@import "./d.css";\nc {}\n')
    assert bundle(tmp_path / "a.css") == "b {}\nd {}\nc {}\na {}\n"


def test_scripts_run_in_the_order_of_a_browser_each_once_and_their_names_do_not_meet(
    tmp_path: Path, browser: Browser
) -> None:
    write(
        tmp_path,
        a_js='import "./c.js";\nimport { told, tell } from "./b.js";\ntell("a");\ndocument.title = told().join(" ");\n',
        b_js='const said = [];\ntell("b");\nexport function tell(what) { said.push(what); }\n'
        "export function told() { return said; }\n",
        c_js='import { tell } from "./b.js";\nconst said = "c";\ntell(said);\n',
    )
    page = browser.new_page()
    page.set_content(f'<script type="module">{bundle(tmp_path / "a.js")}</script>')
    page.wait_for_function("document.title === 'b c a'")
    page.close()


@pytest.mark.parametrize(("name", "text"), FORMS_REFUSED)
def test_an_import_or_export_of_another_form_is_refused_by_name(tmp_path: Path, name: str, text: str) -> None:
    write(tmp_path, b_js="export function b() {}\n", b_css="b {}\n")
    (tmp_path / name).write_text(text)
    with pytest.raises(ValueError, match=f"^{name}: "):
        bundle(tmp_path / name)


def test_modules_in_a_circle_are_refused(tmp_path: Path) -> None:
    write(tmp_path, a_js='import { b } from "./b.js";\n', b_js='import { a } from "./a.js";\nexport function b() {}\n')
    with pytest.raises(ValueError, match=r"a\.js imports itself, directly or not"):
        bundle(tmp_path / "a.js")


@pytest.mark.parametrize("path", [each for each in sorted(static_dir().rglob("*")) if each.suffix in (".css", ".js")])
def test_each_file_of_ours_can_be_bundled(path: Path) -> None:
    bundle(path)


def test_a_page_gets_every_file_of_ours_but_what_must_come_first_or_is_for_prints() -> None:
    styles, scripts = static_dir() / "css", static_dir() / "js"
    sheet, script = bundle(styles / "stepmark.css") or "", bundle(scripts / "stepmark.js") or ""
    assert {each.stem for each in styles.iterdir() if each.read_text() not in sheet} == {"stepmark", "paper"}
    assert {each.stem for each in scripts.iterdir() if f"const ${each.stem} = " not in script} == {"theme", "paper"}
