namespace LoadProbe.Definitions;

/// <summary>One thing a customer does in a page.</summary>
internal static class BrowserStepReader
{
    public static Step? Read(string action, Node node, Target? target, Scope scope)
    {
        Fields fields = Fields.Of(node, "a step", BrowserKeys.ByAction[action], scope.Mistakes);
        Node value = fields[action]!;
        (BrowserStep? step, string subject) = action switch
        {
            "open" => Open(value, target, scope),
            "click" => Click(value, scope),
            "fill" => Fill(value, scope),
            "select" => Select(value, scope),
            "screenshot" => Screenshot(value, scope),
            _ => Expect(value, scope),
        };
        string name = fields.Text("name") ?? $"{action} {subject}".TrimEnd();
        StepEffect effect = fields.Choice("kind", StepKeys.Effects) ?? StepEffect.Read;
        TimeSpan? timeout = fields.Duration("timeout");
        return step is null ? null : step with { Name = name, At = node.At, Effect = effect, Timeout = timeout };
    }

    private static (BrowserStep?, string) Open(Node value, Target? target, Scope scope) =>
        Urls.Read(value, "open", target, scope) is { } url ? (new OpenStep(url) { Name = "", At = value.At }, url.Source) : (null, "");

    private static (BrowserStep?, string) Click(Node value, Scope scope)
    {
        Locator? where = value is TextNode
            ? scope.Template(value, "click") is { } text ? new Locator(LocatorKind.Text, text) : null
            : LocatorReader.Read(Fields.Of(value, "click", BrowserKeys.Click, scope.Mistakes), scope, "click");
        return where is null ? (null, "") : (new ClickStep(where) { Name = "", At = value.At }, Subject(where));
    }

    private static (BrowserStep?, string) Fill(Node value, Scope scope)
    {
        Fields fields = Fields.Of(value, "fill", BrowserKeys.Fill, scope.Mistakes);
        Locator? where = LocatorReader.Read(fields, scope, "fill");
        Template? with = fields.Needs("with", "fill: { label: User, with: demo }") ? scope.Template(fields["with"]!, "with") : null;
        return where is null || with is null ? (null, "") : (new FillStep(where, with) { Name = "", At = value.At }, Subject(where));
    }

    private static (BrowserStep?, string) Select(Node value, Scope scope)
    {
        Fields fields = Fields.Of(value, "select", BrowserKeys.Select, scope.Mistakes);
        Locator? where = LocatorReader.Read(fields, scope, "select");
        Template? option = fields.Needs("option", "select: { label: Side, option: Buy }") ? scope.Template(fields["option"]!, "option") : null;
        return where is null || option is null ? (null, "") : (new SelectStep(where, option) { Name = "", At = value.At }, Subject(where));
    }

    private static (BrowserStep?, string) Expect(Node value, Scope scope)
    {
        Fields fields = Fields.Of(value, "expect", BrowserKeys.Expect, scope.Mistakes);
        Locator? where = LocatorReader.Read(fields, scope, "expect", optional: true);
        Match? title = fields["title"] is { } wantedTitle ? MatchReader.Read(wantedTitle, "title", scope, contains: true) : null;
        Match? url = fields["url"] is { } wantedUrl ? MatchReader.Read(wantedUrl, "url", scope, contains: true) : null;
        TimeSpan? within = fields.Duration("within");
        if (!BrowserKeys.Expect.OneOf.Append("name").Any(fields.Has)) fields.Report($"expect says nothing: write one of {string.Join(", ", BrowserKeys.Expect.OneOf)}");
        string subject = where is not null ? where.By == LocatorKind.Role ? Both(where) : $"{Word(where.By)} {where.Value}"
            : fields.Has("title") ? $"title {Text(fields["title"]!)}" : fields.Has("url") ? $"url {Text(fields["url"]!)}" : "";
        return (new ExpectStep(where, title, url) { Name = "", At = value.At, Within = within }, subject.TrimEnd());
    }

    private static (BrowserStep?, string) Screenshot(Node value, Scope scope)
    {
        if (value.IsNull) return (new ScreenshotStep(FullPage: false) { Name = "", At = value.At }, "");
        if (value is TextNode text) return (new ScreenshotStep(FullPage: false) { Name = "", At = value.At }, text.Text);
        Fields fields = Fields.Of(value, "screenshot", BrowserKeys.Screenshot, scope.Mistakes);
        return (new ScreenshotStep(fields.Flag("full_page") ?? false) { Name = "", At = value.At }, fields.Text("name") ?? "");
    }

    // Names read as a customer would say it: click Log in, fill User.
    private static string Subject(Locator where) => (where.Name ?? where.Value).Source;

    private static string Both(Locator where) => where.Name is null ? where.Value.Source : $"{where.Value} {where.Name}";

    private static string Word(LocatorKind by) => BrowserKeys.Locators.First(l => l.Value == by).Key;

    private static string Text(Node node) => node is TextNode text ? text.Text : "";
}
