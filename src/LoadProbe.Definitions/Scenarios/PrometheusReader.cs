namespace LoadProbe.Definitions;

/// <summary>A guard that is a mapping: a question to a Prometheus, and between which values the answer has to be.</summary>
internal static class PrometheusReader
{
    private const int LongestQuery = 2_000;
    private const int LongestName = 100;
    private static readonly TimeSpan LongestFor = TimeSpan.FromMinutes(10);

    public static Guard? Read(MappingNode node, Mistakes mistakes)
    {
        if (node["prometheus"] is null && node["query"] is null)
        {
            // Nearly always a line with a colon in it.
            mistakes.Add(node.At, "a guard is a mapping without prometheus: put a line with a colon in it in quotes, or write a mapping with prometheus, query and max or min");
            return null;
        }

        int before = mistakes.Count;
        Fields fields = Fields.Of(node, "a guard", ScenarioKeys.Prometheus, mistakes);
        Uri? server = fields.Needs("prometheus", "prometheus: http://127.0.0.1:9090") ? Server(fields) : null;
        string? query = fields.Needs("query", "query: sum(rate(errors_total[30s]))") ? Within(fields, "query", LongestQuery) : null;
        string? name = fields.Has("name") ? Within(fields, "name", LongestName) : query;
        double? min = fields.Number("min"), max = fields.Number("max");
        if (!fields.Has("min") && !fields.Has("max")) fields.Report("a guard without min and max would hold whatever the answer is: write for instance max: 5");
        else if (min > max) mistakes.Add(fields["min"]!.At, $"min {Quote.Bare(fields.Text("min")!)} is above max {Quote.Bare(fields.Text("max")!)}: no value would be within");
        TimeSpan every = fields.Duration("every", PrometheusQuery.Shortest, PrometheusQuery.Longest) ?? PrometheusQuery.Usual;
        TimeSpan lasting = fields.Duration("for", TimeSpan.Zero, LongestFor) ?? TimeSpan.Zero;
        NoDataAction noData = fields.Choice("no_data", ScenarioKeys.NoDataWords) ?? NoDataAction.Abort;
        BreachAction action = fields.Choice("else", ScenarioKeys.GuardWords) ?? BreachAction.Abort;
        TimeSpan dwell = fields.Duration("dwell", TimeSpan.FromSeconds(1), LongestFor) ?? Threshold.StandardDwell;
        if (fields.Has("dwell") && !action.Returns()) mistakes.Add(fields["dwell"]!.At, "dwell goes with else: hold or else: back_off, of which one returns: leave it out");
        Template? bearer = SecretText.Hidden(fields, "bearer", SecretText.Read(fields, "bearer", "a guard"), "the token");
        if (mistakes.Count > before || server is null || query is null || name is null) return null;
        return Guard.Of(new PrometheusQuery { At = node.At, Server = server, Query = query, Name = OneLine.Of(name), Min = min, Max = max, Every = every, For = lasting, NoData = noData, Bearer = bearer, Else = action, Dwell = dwell });
    }

    private static Uri? Server(Fields fields)
    {
        const string right = "write for instance http://127.0.0.1:9090";
        if (fields.Text("prometheus") is not { } text) return null;
        string fault;
        if (!Uri.TryCreate(text, UriKind.Absolute, out Uri? server) || server.Host.Length == 0) fault = $"prometheus {Quote.Of(text)} is not a URL: {right}";
        else if (server.Scheme is not ("http" or "https")) fault = $"prometheus {Quote.Of(text)} has the scheme {Quote.Bare(server.Scheme)}: {right}";
        else if (server.UserInfo.Length > 0) fault = "the address of the Prometheus holds a user name or password: write bearer beside it, as ${secret:env:NAME}";
        else if (server.Query.Length > 0 || server.Fragment.Length > 0) fault = $"prometheus {Quote.Of(text)} has a query: end it after the path, and write the query under query";
        else return server;
        fields.Mistakes.Add(fields["prometheus"]!.At, fault);
        return null;
    }

    private static string? Within(Fields fields, string key, int longest)
    {
        if (fields.Text(key) is not { } text) return null;
        if (!string.IsNullOrWhiteSpace(text) && text.Length <= longest) return text.Trim();
        fields.Mistakes.Add(fields[key]!.At, text.Length > longest ? $"{key} is longer than {longest} characters" : $"{key} is empty");
        return null;
    }
}
