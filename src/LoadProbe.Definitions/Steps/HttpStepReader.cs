namespace LoadProbe.Definitions;

/// <summary>One request: method and address, what it carries, what is expected, what is kept.</summary>
internal static class HttpStepReader
{
    private static readonly Dictionary<string, Version> Versions = new() { ["1.1"] = new(1, 1), ["2"] = new(2, 0), ["2.0"] = new(2, 0) };

    public static HttpStep? Read(string method, Node node, Target? target, Scope scope)
    {
        Fields fields = Fields.Of(node, "a step", StepKeys.Http, scope.Mistakes);
        Template? url = Urls.Read(fields[method]!, method, target, scope);
        string verb = method.ToUpperInvariant();
        bool reads = method is "get" or "head" or "options";
        IReadOnlyList<Header> headers = Headers.Read(fields, scope);
        HttpBody? body = BodyReader.Read(fields, scope, ref headers);
        (HttpExpectation expect, TimeSpan? within) = ExpectationReader.Read(fields["expect"], scope);
        var step = new HttpStep
        {
            Name = fields.Text("name") ?? $"{verb} {url}",
            At = fields.At,
            Effect = fields.Choice("kind", StepKeys.Effects) ?? (reads ? StepEffect.Read : StepEffect.WriteReal),
            Timeout = fields.Duration("timeout"),
            Timeouts = TimeoutsReader.Read(fields["timeouts"], scope.Mistakes),
            Within = within,
            Method = verb,
            Url = url ?? Template.Constant("/"),
            Headers = headers,
            Auth = AuthReader.Read(fields["auth"], headers, scope),
            Body = body,
            Version = ReadVersion(fields),
            Redirects = fields.Whole("redirects", 0, 20) ?? 10,
            Expect = expect,
            Saves = [.. fields.Entries("save").Select(s => SaveReader.Read(s.Key, s.Value, scope)).OfType<Save>()],
        };
        foreach (Save save in step.Saves) scope.Add(save.Variable);
        return step;
    }

    private static Version ReadVersion(Fields fields)
    {
        if (fields.Text("version") is not { } text) return new Version(1, 1);
        if (Versions.TryGetValue(text, out Version? version)) return version;
        fields.Mistakes.Add(fields["version"]!.At, $"version {Quote.Bare(text)} is not known: write 1.1 or 2");
        return new Version(1, 1);
    }
}
