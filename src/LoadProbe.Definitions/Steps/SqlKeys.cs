namespace LoadProbe.Definitions;

/// <summary>The keys of a question to a database.</summary>
internal static class SqlKeys
{
    public static readonly KeyTable Sql = new("sql_step",
        StepKeys.Name,
        new("sql", Forms.Table("sql"), "Puts one statement to a PostgreSQL database."),
        StepKeys.Kind with { About = "What it does to the target's records. Default: read, in a transaction that cannot write." },
        StepKeys.Ip, StepKeys.Timeout,
        new("expect", Forms.Table("sql_expect"), "What must hold of the answer. Default: the database takes the statement."),
        new("save", Forms.MapOf(Forms.WordOr("save")), "Values kept for later steps: a name, and a JSONPath.")) { Required = ["sql"] };

    public static readonly KeyTable Question = new("sql",
        new("address", Forms.Text, "host:port; absent = the target's."),
        new("database", Forms.Text, "The name of the database."),
        new("user", Forms.Text, "Who we are to it."),
        new("password", Forms.Text, "Its secret: ${secret:env:NAME} or ${secret:file:PATH}; absent = it asks for none."),
        new("tls", Forms.Flag, "Over TLS, its certificate checked as the target says; default true, false = in the clear."),
        new("query", Forms.Text, "One statement; ${name} in it is sent as a value, and stands without quotes.")) { Required = ["database", "user", "query"] };

    public static readonly KeyTable Expect = new("sql_expect",
        new("rows", Forms.WordOr("match"), "How many rows there are; a plain value must be equal."),
        new("json", Forms.MapOf(Forms.WordOr("match")), "Values of the answer by JSONPath, $.rows[0].column or $.count; a plain value must be equal."),
        StepKeys.Within);
}
