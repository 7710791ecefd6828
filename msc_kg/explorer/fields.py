"""A field for a parameter: several values as chips, suggestions while typing."""

import asyncio
from collections.abc import Callable, Mapping, Sequence

from nicegui import ui
from nicegui.events import GenericEventArguments, ValueChangeEventArguments

from msc_kg.errors import MscKgError, UnknownNameError
from msc_kg.explorer.frame import tagged
from msc_kg.explorer.session import Explorer, aside
from msc_kg.explorer.suggest import Suggestion, counted
from msc_kg.question_files import Parameter

PAUSE = 0.12
"""Seconds without a further key after which names are offered; the text itself is sent at once,
so that a choice or Enter never overtakes it."""

_DOWN = """(e) => {
  const next = e.currentTarget.closest('.field').querySelector('.offers button');
  if (next) { e.preventDefault(); next.focus(); }
}"""
"""Arrow down goes from the input into what is offered."""

_TAKE = """(e) => {
  const offer = e.target.closest('button');
  if (!offer || (e.type === 'click' && e.detail !== 0)) return;
  e.preventDefault();
  const input = offer.closest('.field').querySelector('input');
  input.value = '';
  input.dispatchEvent(new Event('input', { bubbles: true }));
  queueMicrotask(() => emit(offer.dataset.text));
  if (document.activeElement !== input) { offer.focus(); input.focus(); }
}"""
"""Takes what is offered as soon as it is pressed: what is offered may change at any moment.

The input is emptied and focused here, and the server told that before it is told the choice:
it then has nothing to empty, and what is typed next stays.
"""

_DROP = """(e) => {
  emit();
  e.currentTarget.closest('.field').querySelector('input').focus();
}"""
"""Removes what was chosen, and goes on in the input."""

_ENTERED = "(e) => { if (!e.relatedTarget?.closest('.offers')) emit(); }"
"""Tells that the input was entered, but not when by coming back from what it offers."""

_WALK = """(e) => {
  const all = [...e.currentTarget.querySelectorAll('button')];
  const step = { ArrowDown: 1, ArrowUp: -1 }[e.key];
  if (e.key === 'Escape') {
    e.currentTarget.closest('.field').querySelector('input').focus();
  } else if (step) {
    e.preventDefault();
    const at = all.indexOf(document.activeElement) + step;
    (all[at] ?? e.currentTarget.closest('.field').querySelector('input')).focus();
  }
}"""
"""Arrows walk through what is offered, back to the input at its ends."""


class Field:
    """The texts chosen for one parameter; what is typed and not yet chosen counts too."""

    def __init__(
        self,
        explorer: Explorer,
        parameter: Parameter,
        texts: Sequence[str],
        problem: MscKgError | None,
        run: Callable[[], None],
        understood: Mapping[str, str],
    ) -> None:
        """Show the field with its texts, what they are understood as, what is wrong with them."""
        self.understood = understood
        self.explorer = explorer
        self.parameter = parameter
        self.texts = list(texts)
        self._asked = 0
        with ui.element("div").classes("field"):
            self._input = ui.input(self._label(), on_change=self._typed)
            self._input.props("outlined dense autocomplete=off")
            self._input.props["hint"] = parameter.help
            self._input.props["data-parameter"] = parameter.name
            self._input.on("keydown.enter.prevent", lambda: self._enter(run))
            self._input.on("keydown.down", js_handler=_DOWN)
            self._input.on("focus", self._entered, js_handler=_ENTERED)
            self._problem = ui.element("div")
            self._chips = ui.element("div").classes("chips")
            self._offers = ui.element("div").classes("offers").props("role=group")
            self._offers.props["aria-label"] = f"Suggestions for {parameter.name}"
            self._offers.on("keydown", js_handler=_WALK)
            self._offers.on("mousedown", self._taken, js_handler=_TAKE)
            self._offers.on("click", self._taken, js_handler=_TAKE)
            self._show_chips()
            if problem is not None:
                self._explain(problem)

    def given(self) -> list[str]:
        """Return the texts, what is typed last."""
        typed = " ".join((self._input.value or "").split())
        return [*self.texts, typed] if typed and typed not in self.texts else list(self.texts)

    def _label(self) -> str:
        name = self.parameter.name.replace("-", " ")
        return f"{name} (required)" if self.parameter.required else name

    def _enter(self, run: Callable[[], None]) -> None:
        self.texts = self.given()
        run()

    async def _entered(self) -> None:
        """Offer what most trials have, or what is already typed may mean."""
        await self._suggest(self._input.value or "")

    async def _typed(self, event: ValueChangeEventArguments[str | None]) -> None:
        if event.value:
            await self._suggest(event.value)
        else:
            self._asked += 1
            self._offers.clear()

    async def _suggest(self, text: str) -> None:
        """Offer what a text may mean, unless another was typed meanwhile."""
        self._asked += 1
        number = self._asked
        await asyncio.sleep(PAUSE)
        if number != self._asked:
            return
        suggest = self.explorer.suggestions.suggest
        try:
            found = await aside(suggest, self.parameter.kind, text)
        except MscKgError:
            found = ()
        if number == self._asked and not self._offers.is_deleted:
            self._show_offers([each for each in found if each.text not in self.texts])

    def _show_offers(self, found: Sequence[Suggestion]) -> None:
        self._offers.clear()
        with self._offers:
            for suggestion in found:
                self._show_offer(suggestion)

    def _show_offer(self, suggestion: Suggestion) -> None:
        button = ui.element("button").props("type=button").classes("offer")
        button.style(f"padding-left: {0.75 + suggestion.depth * 1.25}rem")
        button.props["data-text"] = suggestion.text
        with button:
            tagged("span", suggestion.text)
            if suggestion.note or suggestion.trials is not None:
                tagged("small", suggestion.note or counted(suggestion.trials or 0))

    def _taken(self, event: GenericEventArguments) -> None:
        if isinstance(event.args, str) and event.args not in self.texts:
            self._choose(event.args)

    def _choose(self, text: str) -> None:
        self.texts = [*self.texts, text]
        self._asked += 1
        self._input.set_value("")
        self._offers.clear()
        self._show_chips()

    def _show_chips(self) -> None:
        self._chips.clear()
        with self._chips:
            for text in self.texts:
                chip = ui.element("button").props("type=button").classes("chip")
                chip.props["aria-label"] = f"Remove {text}"
                chip.on("click", lambda text=text: self._remove(text), js_handler=_DROP)
                with chip:
                    tagged("span", text)
                    if self.understood.get(text, text).casefold() != text.casefold():
                        tagged("small", self.understood[text])
                    tagged("span", "×").props("aria-hidden=true")

    def _remove(self, text: str) -> None:
        self.texts.remove(text)
        self._show_chips()

    def _explain(self, problem: MscKgError) -> None:
        """Show what is wrong, with the names that were perhaps meant as what is offered."""
        near = problem.near if isinstance(problem, UnknownNameError) else ()
        told = f"{problem.what}; did you mean one of these?" if near else str(problem)
        with self._problem:
            tagged("p", told, "wrong").props("role=alert")
        self._show_offers([Suggestion(name) for name in near])
        self.texts = self.texts if not near else []
        if near:
            self._show_chips()
