namespace LoadProbe.Definitions;

/// <summary>A question to a database: where it is, who asks, the statement, what is expected of the answer.</summary>
internal static class SqlReader
{
    private static readonly JsonPath Count = JsonPath.Parse("$.count")!;

    public static SqlStep? Read(Node node, Target? target, Scope scope)
    {
        Fields fields = Fields.Of(node, "a step", SqlKeys.Sql, scope.Mistakes);
        Fields sql = Fields.Of(fields["sql"]!, "sql", SqlKeys.Question, scope.Mistakes);
        Fields expect = Fields.Of(fields["expect"] ?? new MappingNode(node.At, []), "expect", SqlKeys.Expect, scope.Mistakes);
        Template? address = sql["address"] is { } at ? Urls.HostAndPort(at, "address", scope) : null;
        if (!sql.Has("address") && target is { Address.Scheme: not "tcp" }) sql.Report($"address is missing, and target {Quote.Bare(target.Name)} is {target.Address.Scheme}, no database: write for instance address: db.example.com:5432");
        Template? database = Text(sql, "database", "database: ledger", scope), user = Text(sql, "user", "user: auditor", scope);
        Template? password = sql["password"] is { } secret ? SecretText.Hidden(sql, "password", scope.Template(secret, "password"), "the password") : null;
        Template? query = Query(sql, scope);
        var step = new SqlStep
        {
            Name = fields.Text("name") ?? $"sql {database}",
            At = fields.At,
            Effect = fields.Choice("kind", StepKeys.Effects) ?? StepEffect.Read,
            Timeout = fields.Duration("timeout"),
            Within = expect.Duration("within"),
            Address = address,
            Database = database ?? Template.Constant("none"),
            User = user ?? Template.Constant("none"),
            Password = password,
            Tls = sql.Flag("tls") ?? true,
            Query = query ?? Template.Constant("none"),
            Json = Expected(expect, scope),
            Saves = SaveReader.FromMessage(fields, scope),
        };
        return database is null || user is null || query is null ? null : step;
    }

    private static Template? Text(Fields sql, string key, string example, Scope scope)
    {
        if (!sql.Needs(key, example) || scope.Template(sql[key]!, key) is not { } text) return null;
        if (text.Source.Length > 0 && !text.Source.Contains('\0', StringComparison.Ordinal)) return text;
        scope.Mistakes.Add(sql[key]!.At, $"{key} {Quote.Of(text.Source)} names nothing: write for instance {example}");
        return null;
    }

    private static Template? Query(Fields sql, Scope scope)
    {
        if (!sql.Needs("query", "query: select count(*) from orders") || scope.Template(sql["query"]!, "query") is not { } query) return null;
        string? fault = string.IsNullOrWhiteSpace(query.Source) ? "query is empty: write for instance query: select count(*) from orders"
            : SqlQuotes.Quoted(query) is { } hole ? $"${{{hole}}} stands in quotes or in a comment, where it would be text: leave the quotes out, it is sent as a value"
            : null;
        if (fault is null) return query;
        scope.Mistakes.Add(sql["query"]!.At, fault);
        return null;
    }

    private static IReadOnlyList<JsonExpectation> Expected(Fields expect, Scope scope)
    {
        IReadOnlyList<JsonExpectation> json = ExpectationReader.Json(expect, scope);
        return expect["rows"] is { } rows && MatchReader.Read(rows, "rows", scope, contains: false) is { } match ? [new JsonExpectation(Count, match), .. json] : json;
    }
}
