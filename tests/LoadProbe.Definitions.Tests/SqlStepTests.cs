namespace LoadProbe.Definitions.Tests;

public class SqlStepTests
{
    private const string Least = "database: ledger, user: auditor, query: select 1";

    [Fact]
    public void A_database_a_user_and_a_query_are_enough()
    {
        SqlStep step = One($"  - sql: {{ {Least} }}");
        Assert.Equal(("sql ledger", "ledger", "auditor", "select 1"), (step.Name, step.Database.Source, step.User.Source, step.Query.Source));
        Assert.Equal((StepKind.Sql, StepEffect.Read, true), (step.Kind, step.Effect, step.Tls));
        Assert.True(step is { Address: null, Password: null, Json.Count: 0, Saves.Count: 0 });
    }

    [Fact]
    public void Everything_a_question_may_say()
    {
        SqlStep step = One("""
              - name: take it back
                kind: write-shadow
                sql:
                  address: "[2001:db8::7]:5433"
                  database: ledger
                  user: "${user}"
                  password: "${secret:env:LEDGER_PASSWORD}"
                  tls: false
                  query: delete from shadow.orders where run = ${run} returning id
                timeout: 3s
                expect: { rows: { max: 10 }, within: 1s, json: { "$.rows[0].id": 7 } }
                save: { id: "$.rows[0].id" }
            """, "vars: { user: cleaner, run: none }");
        Assert.Equal(("take it back", StepEffect.WriteShadow, TimeSpan.FromSeconds(3), TimeSpan.FromSeconds(1)), (step.Name, step.Effect, step.Timeout, step.Within));
        Assert.Equal(("[2001:db8::7]:5433", false, "${secret:env:LEDGER_PASSWORD}"), (step.Address!.Source, step.Tls, step.Password!.Source));
        Assert.Equal(["$.count", "$.rows[0].id"], step.Json.Select(j => j.Path.Source));
        Assert.Equal((10, "id"), (step.Json[0].Value.Max, step.Saves[0].Variable));
    }

    [Fact]
    public void What_is_saved_is_known_to_the_steps_after_it()
    {
        using var scratch = new Scratch();
        Assert.Equal(2, scratch.Steps($"  - sql: {{ {Least} }}\n    save: {{ id: \"$.rows[0].id\" }}\n  - name: again\n    sql: {{ database: ledger, user: auditor, query: \"select ${{id}}\" }}", "target: tcp://127.0.0.1:5432\n").Journey.Steps.Count);
    }

    [Theory]
    [InlineData("select 'it''s', \"a'b\", ${id}")]
    [InlineData("select ${id} -- it's\n, ${id}")]
    [InlineData("select /* it's */ ${id}::int / 2 - 1")]
    public void A_hole_outside_of_quotes_and_comments_is_a_value(string query) => Assert.Null(SqlQuotes.Quoted(Parsed(query)));

    [Theory]
    [InlineData("select '${id}'", "id")]
    [InlineData("select 'it''s ${id}'", "id")]
    [InlineData("select \"${column}\"", "column")]
    [InlineData("select 1 -- of ${id}", "id")]
    [InlineData("select 1 /* ' */, '${secret:env:TOKEN}'", "secret:env:TOKEN")]
    public void A_hole_within_them_would_be_text(string query, string hole) => Assert.Equal(hole, SqlQuotes.Quoted(Parsed(query)));

    [Fact]
    public void A_secret_that_is_missing_is_missed_before_it_is_asked_for()
    {
        using var scratch = new Scratch();
        var step = scratch.Steps("  - sql: { database: ledger, user: auditor, password: \"${secret:env:SURELY_NOT_SET}\", query: select 1 }", "target: tcp://127.0.0.1:5432\n").Journey.Steps[0];
        Assert.Contains(Templates.Of(step), t => t.Source == "${secret:env:SURELY_NOT_SET}");
    }

    private static Template Parsed(string query)
    {
        Assert.True(Template.TryParse(query, json: false, out Template template, out string? fault), fault);
        return template;
    }

    private static SqlStep One(string step, string head = "")
    {
        using var scratch = new Scratch();
        return Assert.IsType<SqlStep>(Assert.Single(scratch.Steps(step, $"target: tcp://127.0.0.1:5432\n{head}").Journey.Steps));
    }
}
