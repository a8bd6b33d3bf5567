"""Forms for the settings of triggers and actions, made from their models: what each asks for, and what was answered.

An input is named by its place: `a0.title`, `a0.to.who`, `a0.values.2.field`. What is read is the stored shape, with
whatever can't be understood left as it was typed, so that nothing is lost and the model itself says what is wrong.
"""

from dataclasses import dataclass
from types import NoneType, UnionType
from typing import Annotated, Any, Literal, Union, get_args, get_origin

from pydantic import BaseModel
from pydantic.fields import FieldInfo
from pydantic_core import PydanticUndefined, to_jsonable_python
from starlette.datastructures import FormData

from stepmark.automation.labels import CHOICES, label_of
from stepmark.automation.parameters import Duration, Responsible, Widget
from stepmark.automation.things import BY_WIDGET
from stepmark.platform.i18n import Text
from stepmark.web.forms import text_of_form

_IDS = frozenset({*BY_WIDGET, "int"})


@dataclass(frozen=True)
class Setting:
    """One thing that a form asks for. `widget` is the name of its input, `kind` whose fields values are of."""

    name: str
    widget: str
    label: Text
    many: bool
    required: bool
    default: Any
    options: tuple[tuple[str, Text], ...] = ()
    kind: str = ""


def settings_of(model: type[BaseModel]) -> list[Setting]:
    """What a form asks for, in the model's order."""
    return [_setting(model, name, info) for name, info in model.model_fields.items()]


def read_setting(form: FormData, prefix: str, setting: Setting) -> Any:
    """What was answered, in its stored shape; None where nothing was, so that the default holds."""
    name = f"{prefix}.{setting.name}"
    match setting.widget:
        case "bool":
            return name in form
        case "duration":
            return read_duration(form, name)
        case "products":
            return _products(form, name)
        case "responsible":
            return _several_people(form, name) if setting.many else read_responsible(form, name)
    texts = [each.strip() for each in form.getlist(name) if isinstance(each, str)]
    answers = [_plain(setting.widget, each) for each in texts if each]
    if setting.many:
        return answers
    return answers[0] if answers else None


def read_duration(form: FormData, name: str) -> Any:
    """So much time; None without an amount."""
    amount = text_of_form(form, f"{name}.amount").strip()
    return {"amount": _plain("int", amount), "unit": text_of_form(form, f"{name}.unit")} if amount else None


def read_responsible(form: FormData, name: str) -> Any:
    """Who is meant, with what goes with this kind of answer alone; None where nobody was asked."""
    who = text_of_form(form, f"{name}.who")
    chosen = [_plain("int", each) for each in form.getlist(f"{name}.member_ids") if isinstance(each, str) and each]
    parts: dict[str, dict[str, Any]] = {
        "member": {"member_id": _plain("int", text_of_form(form, f"{name}.member_id")) or None},
        "group": {"group_id": _plain("int", text_of_form(form, f"{name}.group_id")) or None},
        "list": {"member_ids": chosen},
    }
    more = parts.get(who, {})
    if who in ("group", "list") and f"{name}.in_session" in form:
        more["in_session"] = True
    return {"who": who, **more} if who else None


def _several_people(form: FormData, name: str) -> list[Any]:
    """Rows that stand below each other; those that ask for nobody are left out."""
    found = (read_responsible(form, row) for row in _rows(form, name))
    return [each for each in found if each]


def _products(form: FormData, name: str) -> list[Any]:
    """Rows of a product, how much of it and perhaps its price; those without a product are left out."""
    found = []
    for row in _rows(form, name):
        texts = {key: text_of_form(form, f"{row}.{key}").strip() for key in ("product_id", "quantity", "price")}
        if texts["product_id"]:
            given = {key: text for key, text in texts.items() if text}
            found.append({**given, "product_id": _plain("product", texts["product_id"])})
    return found


def _rows(form: FormData, name: str) -> list[str]:
    numbers = {key.removeprefix(f"{name}.").partition(".")[0] for key in form if key.startswith(f"{name}.")}
    rows = sorted(int(each) for each in numbers if each.isdecimal() and len(each) < 4)
    return [f"{name}.{row}" for row in rows]


def _setting(model: type[BaseModel], name: str, info: FieldInfo) -> Setting:
    asked = _Asked(info.annotation, info.metadata)
    default = None if info.is_required() else info.get_default(call_default_factory=True, validated_data={})
    return Setting(
        name=info.alias or name,
        widget=asked.widget,
        label=label_of(model, name),
        many=asked.many,
        required=info.is_required(),
        default=None if default is PydanticUndefined else to_jsonable_python(default),
        options=asked.options,
        kind=asked.kind,
    )


class _Asked:
    """What an annotation asks for: its widget, whether for several, and of which options."""

    def __init__(self, annotation: Any, metadata: Any) -> None:
        self.many, self.kind, self.options = False, "", ()  # type: tuple[bool, str, tuple[tuple[str, Text], ...]]
        plain = self._of(annotation) if get_origin(annotation) is Literal else ""
        self.widget = self._named(metadata) or plain or self._of(annotation)

    def _named(self, metadata: Any) -> str:
        widget = next((each for each in metadata if isinstance(each, Widget)), None)
        self.kind = widget.kind if widget else ""
        return widget.name if widget else ""

    def _of(self, annotation: Any) -> str:
        origin, inner = get_origin(annotation), get_args(annotation)
        if origin is Annotated:
            return self._named(inner[1:]) or self._of(inner[0])
        if origin in (Union, UnionType):
            return self._of(next(each for each in inner if each is not NoneType))
        if origin in (tuple, list):
            self.many = True
            return self._of(inner[0])
        if origin is Literal:
            self.options = tuple((str(each), CHOICES.get(str(each), str(each))) for each in inner)
            return "choice"
        return {Responsible: "responsible", Duration: "duration", bool: "bool", int: "int"}.get(annotation, "line")


def _plain(widget: str, text: str) -> Any:
    """An id or a number where the text is one; else the text, for the model to refuse."""
    is_number = widget in _IDS and text.isascii() and text.isdigit() and len(text) < 19
    return int(text) if is_number else text
