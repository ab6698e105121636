"""Small parts of templates that an include can't be: ``{% load components %}``."""

from __future__ import annotations

from typing import cast

from django import template
from django.template.context import Context
from django.template.loader_tags import BLOCK_CONTEXT_KEY, BlockContext
from django.templatetags.static import static
from django.utils.html import format_html
from django.utils.safestring import SafeString

register = template.Library()


@register.simple_tag
def icon(name: str, css: str = "") -> SafeString:
    """An icon of the sprite, silent to screen readers: the words beside it say the same.

    The names in use are listed in ``frontend/icons.txt``; ``filled-flag`` is the filled drawing.
    """
    return format_html(
        '<svg class="icon{}" aria-hidden="true"><use href="{}#{}"/></svg>',
        f" {css}" if css else "",
        static("dist/icons.svg"),
        name,
    )


@register.simple_tag(takes_context=True)
def block_again(context: Context, name: str) -> SafeString:
    """The content of a block once more, so that a page writes its title only once."""
    blocks = cast("BlockContext", context.render_context[BLOCK_CONTEXT_KEY])
    with context.push():
        return blocks.get_block(name).nodelist.render(context)


@register.filter
def one_line(title: str) -> str:
    """A title that print breaks into lines, in one: Chinese needs no space where a line ended."""
    return "".join(title.splitlines())


@register.filter
def page_numbers(page: object) -> object:
    """The page numbers a pager shows, with ``…`` for those left out, of a Django ``Page``."""
    paginator = page.paginator  # type: ignore[attr-defined]
    number = page.number  # type: ignore[attr-defined]
    return paginator.get_elided_page_range(number, on_each_side=2, on_ends=1)
