namespace LoadProbe.Definitions.Tests;

public class HttpStepTests
{
    [Fact]
    public void A_step_needs_no_more_than_a_method_and_a_path()
    {
        HttpStep step = One("  - get: /api/quotes");

        Assert.Equal(("GET /api/quotes", "GET", StepEffect.Read, 10, new Version(1, 1)), (step.Name, step.Method, step.Effect, step.Redirects, step.Version));
        Assert.Empty(step.Expect.Status);
        Assert.Null(step.Body);
    }

    [Theory]
    [InlineData("get", StepEffect.Read)]
    [InlineData("head", StepEffect.Read)]
    [InlineData("options", StepEffect.Read)]
    [InlineData("post", StepEffect.WriteReal)]
    [InlineData("put", StepEffect.WriteReal)]
    [InlineData("patch", StepEffect.WriteReal)]
    [InlineData("delete", StepEffect.WriteReal)]
    public void What_is_not_said_to_be_harmless_writes(string method, StepEffect effect) => Assert.Equal(effect, One($"  - {method}: /").Effect);

    [Theory]
    [InlineData("n: 100", """{"n":100}""")]
    [InlineData("n: \"100\"", """{"n":"100"}""")]
    [InlineData("n: 1.50", """{"n":1.50}""")]
    [InlineData("n: +5", """{"n":5}""")]
    [InlineData("n: 0x1F", """{"n":31}""")]
    [InlineData("b: True, n: ~, s: yes", """{"b":true,"n":null,"s":"yes"}""")]
    [InlineData("l: [1, {}, []], s: ''", """{"l":[1,{},[]],"s":""}""")]
    [InlineData("q: 'say \"hi\"', u: 张三", """{"q":"say \"hi\"","u":"张三"}""")]
    [InlineData("price: '$${amount}'", """{"price":"$${amount}"}""")]
    [InlineData("size: \"${size}\"", """{"size":"${size}"}""")]
    public void Json_is_typed_as_YAML_has_it_and_holes_are_strings(string yaml, string json) =>
        Assert.Equal(json, One($"  - post: /\n    json: {{ {yaml} }}", "vars: { size: 3 }").Body!.Content.Source);

    [Fact]
    public void Values_are_escaped_where_they_go_in()
    {
        Probe probe = Load("  - post: /\n    json: { note: \"<${note}>\" }\n  - post: /form\n    form: { note: \"a b&${note}\", n: 1 }", "vars: { note: 'x\"&y' }");
        var variables = Variables.For(probe.Journey, 0, new SecretStore());

        string[] bodies = [.. probe.Journey.Steps.Cast<HttpStep>().Select(s => s.Body!.Content.Resolve(variables))];

        Assert.Equal("x\"&y", System.Text.Json.JsonDocument.Parse(bodies[0]).RootElement.GetProperty("note").GetString()!.Trim('<', '>'));
        Assert.Equal("note=a%20b%26x%22%26y&n=1", bodies[1]);
    }

    [Fact]
    public void A_content_type_among_the_headers_is_the_bodys()
    {
        HttpStep step = One("  - post: /\n    headers: { content-type: text/xml, X-A: b }\n    body: <a/>");
        Assert.Equal(("text/xml", "X-A"), (step.Body!.ContentType, Assert.Single(step.Headers).Name));
    }

    [Theory]
    [InlineData("200", "200")]
    [InlineData("2xx", "200-299")]
    [InlineData("\"200-299\"", "200-299")]
    [InlineData("[200, 201, 3xx]", "200 201 300-399")]
    public void A_status_is_a_number_a_range_or_several(string written, string read) =>
        Assert.Equal(read, string.Join(' ', One($"  - get: /\n    expect: {{ status: {written} }}").Expect.Status));

    [Fact]
    public void A_plain_expectation_is_contained_in_text_and_equal_in_json_and_slashes_make_a_regex()
    {
        HttpExpectation expect = One("""
              - get: /
                expect:
                  header: { Content-Type: json, Location: /orders.\d+/, ETag: { exists: true } }
                  body: [ welcome, { is: /x/ }, { min: 1, max: 2 } ]
                  json: { $.state: open, $.id: { matches: '^(?=a)' } }
            """).Expect;

        Assert.Equal("json", expect.Headers[0].Value.Contains!.Source);
        Assert.Equal(@"orders.\d+", expect.Headers[1].Value.Matches!.ToString());
        Assert.True(expect.Headers[2].Value.Exists);
        Assert.Equal(("welcome", "/x/", 1.0, 2.0), (expect.Body[0].Contains!.Source, expect.Body[1].Is!.Source, expect.Body[2].Min, expect.Body[2].Max));
        Assert.Equal("open", expect.Json[0].Value.Is!.Source);
        // A look-ahead cannot be matched without backtracking, so it gets a time limit.
        Assert.Equal(TimeSpan.FromSeconds(1), expect.Json[1].Value.Matches!.MatchTimeout);
    }

    [Fact]
    public void Values_are_saved_from_any_part_of_an_answer_and_known_to_later_steps()
    {
        IReadOnlyList<Save> saves = ((HttpStep)Load("""
              - post: /
                save:
                  a: $.a
                  b: { json: $.b }
                  c: { header: Location, matches: '(\d+)$' }
                  d: { cookie: sid }
                  e: { body: 'id=(\w+)' }
                  f: { status: true }
              - get: /${a}${b}${c}${d}${e}${f}
            """).Journey.Steps[0]).Saves;

        Assert.Equal([SaveSource.Json, SaveSource.Json, SaveSource.Header, SaveSource.Cookie, SaveSource.Body, SaveSource.Status], saves.Select(s => s.From));
        Assert.Equal(("Location", @"(\d+)$", "sid"), (saves[2].Name, saves[2].Regex!.ToString(), saves[3].Name));
    }

    private static HttpStep One(string step, string head = "") => Assert.IsType<HttpStep>(Assert.Single(Load(step, head).Journey.Steps));

    private static Probe Load(string steps, string head = "")
    {
        using var scratch = new Scratch();
        return scratch.Steps(steps, $"target: http://127.0.0.1:8080\n{head}");
    }
}
