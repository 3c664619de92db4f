"""A tree that folds and unfolds with left and right, and whose labels are never markup."""

from __future__ import annotations

from typing import TypeVar

from rich.style import Style
from rich.text import Text
from textual.widgets import Tree
from textual.widgets.tree import TreeNode

T = TypeVar("T")


class Folding(Tree[T]):
    """A tree for keys: left folds or goes up, right unfolds or goes in."""

    CUT = False
    """Whether labels are cut where the pane ends, instead of scrolled."""

    ICON_NODE = "▸ "
    ICON_NODE_EXPANDED = "▾ "

    def action_fold(self) -> None:
        """Fold the node, or go to the one above it."""
        node = self.cursor_node
        if node is None:
            return
        if node.allow_expand and node.is_expanded:
            node.collapse()
        elif node.parent is not None and node.parent is not self.root:
            self.move_cursor(node.parent)

    def action_unfold(self) -> None:
        """Unfold the node, or go into it."""
        node = self.cursor_node
        if node is None or not node.allow_expand:
            return
        if node.is_collapsed:
            node.expand()
        elif node.children:
            self.move_cursor(node.children[0])

    def render_label(self, node: TreeNode[T], base_style: Style, style: Style) -> Text:
        """The label as it was made; leaves stand where the names of branches do."""
        text = super().render_label(node, base_style, style)
        if not node.allow_expand:
            text = Text.assemble(("  ", base_style), text)
        if self.CUT:
            depth = 0
            above = node.parent
            while above is not None and above is not self.root:
                depth, above = depth + 1, above.parent
            room = self.scrollable_content_region.width - depth * self.guide_depth
            text.truncate(max(room, 8), overflow="ellipsis")
        return text
