namespace LoadProbe.Definitions;

/// <summary>The keys of what a customer does in a page.</summary>
internal static class BrowserKeys
{
    public static readonly IReadOnlyDictionary<string, LocatorKind> Locators = new Dictionary<string, LocatorKind>
    {
        ["role"] = LocatorKind.Role, ["label"] = LocatorKind.Label, ["text"] = LocatorKind.Text,
        ["placeholder"] = LocatorKind.Placeholder, ["testid"] = LocatorKind.TestId, ["css"] = LocatorKind.Css,
    };

    /// <summary>WAI-ARIA 1.2 roles that an element can have.</summary>
    public static readonly string[] Roles =
    [
        "alert", "alertdialog", "application", "article", "banner", "blockquote", "button", "caption", "cell", "checkbox", "code", "columnheader",
        "combobox", "complementary", "contentinfo", "definition", "deletion", "dialog", "directory", "document", "emphasis", "feed", "figure", "form",
        "generic", "grid", "gridcell", "group", "heading", "img", "insertion", "link", "list", "listbox", "listitem", "log", "main", "marquee", "math",
        "menu", "menubar", "menuitem", "menuitemcheckbox", "menuitemradio", "meter", "navigation", "none", "note", "option", "paragraph", "presentation",
        "progressbar", "radio", "radiogroup", "region", "row", "rowgroup", "rowheader", "scrollbar", "search", "searchbox", "separator", "slider",
        "spinbutton", "status", "strong", "subscript", "superscript", "switch", "tab", "table", "tablist", "tabpanel", "term", "textbox", "time", "timer",
        "toolbar", "tooltip", "tree", "treegrid", "treeitem",
    ];

    private static readonly Key[] Where =
    [
        new("role", Forms.Role, "ARIA role, as button, link or heading."),
        new("name", Forms.Word, "The accessible name, with role."),
        new("label", Forms.Word, "A field by its label."),
        new("text", Forms.Word, "An element by its text."),
        new("placeholder", Forms.Word, "A field by its placeholder."),
        new("testid", Forms.Word, "An element by its test id."),
        new("css", Forms.Text, "An element by a CSS selector."),
    ];

    public static readonly KeyTable Click = new("click", Where) { OneOf = [.. Locators.Keys] };

    public static readonly KeyTable Fill = new("fill", [.. Where, new("with", Forms.Word, "What to type.")]) { OneOf = [.. Locators.Keys], Required = ["with"] };

    public static readonly KeyTable Select = new("select", [.. Where, new("option", Forms.Word, "The option's label or value.")]) { OneOf = [.. Locators.Keys], Required = ["option"] };

    public static readonly KeyTable Expect = new("page_expect",
    [
        .. Where,
        new("title", Forms.WordOr("match"), "The page's title; a plain value must be contained."),
        new("url", Forms.WordOr("match"), "The page's address; a plain value must be contained."),
        StepKeys.Within,
    ]) { OneOf = [.. Locators.Keys, "title", "url"] };

    public static readonly KeyTable Screenshot = new("screenshot",
        new("name", Forms.Text, "What the picture is called."),
        new("full_page", Forms.Flag, "All of the page, not only what is seen."));

    public static readonly IReadOnlyDictionary<string, KeyTable> ByAction = new[]
    {
        Step("open", Forms.Text, "Goes to a path on the target or to a URL."),
        Step("click", Forms.WordOr("click"), "Clicks an element; a plain value is its text."),
        Step("fill", Forms.Table("fill"), "Types into a field."),
        Step("select", Forms.Table("select"), "Chooses an option of a list."),
        Step("expect", Forms.Table("page_expect"), "Waits until an element is to be seen, or the title or address is as wanted."),
        Step("screenshot", Forms.NothingOr("screenshot"), "Keeps a picture of the page under this name."),
    }.ToDictionary(t => t.Keys[1].Name);

    private static KeyTable Step(string action, string schema, string about) =>
        new($"{action}_step", StepKeys.Name, new(action, schema, about), StepKeys.Kind, StepKeys.Timeout) { Required = [action] };
}
