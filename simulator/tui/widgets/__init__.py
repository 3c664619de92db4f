"""One file a widget: values in as reactives, values out as messages; none knows the engine."""
