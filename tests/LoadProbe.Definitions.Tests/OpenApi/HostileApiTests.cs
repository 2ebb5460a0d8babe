using System.Diagnostics;
using System.Text;

namespace LoadProbe.Definitions.Tests;

/// <summary>Whatever stands in an OpenAPI document, valid probes are made of it or it is refused, and soon.</summary>
public sealed class HostileApiTests
{
    private const int Seed = 38;

    // More with LOADPROBE_MUTATIONS=10000.
    private static readonly int Mutations = int.TryParse(Environment.GetEnvironmentVariable("LOADPROBE_MUTATIONS"), out int asked) ? asked : 200;

    [Fact]
    public void Two_hundred_mutations_never_throw_and_what_is_made_is_valid()
    {
        using var scratch = new Scratch();
        string[] originals = ["petstore-2.0.json", "shop-3.0.yaml", "desk-3.1.yaml"];
        var random = new Random(Seed);
        (TimeSpan slowest, int refused, int steps) = (TimeSpan.Zero, 0, 0);
        for (int i = 0; i < Mutations; i++)
        {
            string path = scratch.With("mutant", MutationTests.Mutate(File.ReadAllText(Apis.Path(originals[i % 3])), random))["mutant"];
            long start = Stopwatch.GetTimestamp();
            Loaded<ApiDescription> read = DefinitionFiles.LoadOpenApi(path);
            ImportedApi? made = read.Value is { } api ? OpenApiImport.Of(api, new ApiChoice { Writes = true, Server = new Uri("http://127.0.0.1:1/x") }, "mutant\nfile") : null;
            if (Stopwatch.GetElapsedTime(start) > slowest) slowest = Stopwatch.GetElapsedTime(start);
            if (made is null)
            {
                Assert.All(read.Mistakes, m => Assert.True(m.At.Line >= 1 && m.At.Column >= 1 && !m.Message.Contains('\n'), $"mutation {i}: {m}"));
                Assert.NotEmpty(read.Mistakes);
                refused++;
                continue;
            }

            steps += Apis.Probes(made).Sum(p => p.Journey.Steps.Count);
            Assert.Equal(made.Operations, made.Steps + made.Deprecated + made.Writing + made.Unsayable);
        }

        Assert.InRange(refused, Mutations / 10, Mutations * 9 / 10);
        Assert.True(steps > Mutations / 2, $"only {steps} steps");
        Assert.True(slowest < TimeSpan.FromSeconds(10), $"the slowest took {slowest}");
    }

    public static TheoryData<string, string, string> NoDocuments => new()
    {
        { "", "mutant:1:1: ", "the file is empty" },
        { "steps: []", "mutant:1:1: ", "no OpenAPI document" },
        { "[1]", "mutant:1:1: ", "no OpenAPI document" },
        { "openapi: 4.0.0", "mutant:1:1: ", "openapi \"4.0.0\" is not known" },
        { "{\n \"openapi\": \"3.0.0\",\n \"paths\": {{\n}", "mutant:3:", "not JSON" },
        { "openapi: 3.0.0\npaths:\n  /a: [\n", "mutant:", "not YAML" },
        { "openapi: 3.0.0\npaths: &p { /a: *q }\n", "mutant:2:", "alias *q" },
    };

    [Theory]
    [MemberData(nameof(NoDocuments))]
    public void What_is_no_document_is_refused_at_its_place(string text, string place, string message)
    {
        using var scratch = new Scratch();
        Loaded<ApiDescription> read = DefinitionFiles.LoadOpenApi(scratch.With("mutant", text)["mutant"]);
        Assert.Null(read.Value);
        Assert.Contains(read.Mistakes, m => m.ToString().Contains(place, StringComparison.Ordinal) && m.Message.Contains(message, StringComparison.Ordinal));
    }

    [Fact]
    public void Depth_and_aliases_without_end_are_refused()
    {
        using var scratch = new Scratch();
        foreach (string text in new[] { Deep("{\"a\":", "}", 100_000), "openapi: 3.1.0\nx: " + Deep("[", "]", 100_000), Laughs() })
        {
            long start = Stopwatch.GetTimestamp();
            Assert.Null(DefinitionFiles.LoadOpenApi(scratch.With("mutant", text)["mutant"]).Value);
            Assert.True(Stopwatch.GetElapsedTime(start) < TimeSpan.FromSeconds(20));
        }
    }

    [Fact]
    public void Schemas_that_branch_without_end_and_references_in_circles_are_left_out()
    {
        string wide = string.Join(", ", Enumerable.Range(0, 40).Select(i => $"p{i}: {{ $ref: '#/components/schemas/A' }}"));
        string names = string.Join(", ", Enumerable.Range(0, 40).Select(i => $"p{i}"));
        ImportedApi made = Made($$"""
            openapi: 3.1.0
            info: { title: t, version: 1 }
            paths:
              /a: { post: { operationId: a, requestBody: { content: { application/json: { schema: { $ref: '#/components/schemas/A' } } } }, responses: { "200": { description: x, content: { application/json: { schema: { $ref: '#/components/schemas/C' } } } } } } }
              /b: { post: { operationId: b, requestBody: { content: { application/json: { schema: { $ref: '#/components/schemas/B' } } } }, responses: { } } }
              /c: { post: { operationId: c, requestBody: { content: { application/json: { schema: { $ref: '#/components/schemas/C' } } } }, responses: { } } }
              /d: { get: { operationId: d, responses: { "200": { description: x, content: { application/json: { schema: { $ref: '#/components/schemas/C' } } } } } } }
              /e: { $ref: '#/paths/~1f' }
              /f: { $ref: '#/paths/~1e' }
            components:
              schemas:
                A: { type: object, required: [{{names}}], properties: { {{wide}} } }
                B: { allOf: [ { $ref: '#/components/schemas/B' }, { $ref: '#/components/schemas/B' } ] }
                C: { $ref: '#/components/schemas/D' }
                D: { $ref: '#/components/schemas/C' }
            """);
        Assert.Equal("d", Assert.Single(Apis.Probes(made).SelectMany(p => p.Journey.Steps)).Name);
        Assert.Equal(3, made.Unsayable);
    }

    [Fact]
    public void Ten_megabytes_of_operations_are_read_in_time_and_stand_in_files_that_can_be_read()
    {
        var text = new StringBuilder("{\"openapi\":\"3.0.0\",\"info\":{\"title\":\"t\",\"version\":\"1\"},\"paths\":{");
        for (int i = 0; text.Length < 10_000_000; i++) text.Append(i > 0 ? "," : "").Append(System.Globalization.CultureInfo.InvariantCulture, $"\"/a/{i}\":{{\"get\":{{\"tags\":[\"t{i % 3}\"],\"operationId\":\"o{i}\",\"description\":\"{new string('x', 3_000)}\",\"responses\":{{\"200\":{{\"description\":\"x\"}}}}}}}}");
        long start = Stopwatch.GetTimestamp();
        ImportedApi made = Made(text.Append("}}").ToString());
        Assert.True(Stopwatch.GetElapsedTime(start) < TimeSpan.FromSeconds(60), $"{Stopwatch.GetElapsedTime(start)}");
        Assert.Equal((made.Operations, 0), (made.Steps, made.Unsayable));
        Assert.Equal(made.Steps, Apis.Probes(made).Sum(p => p.Journey.Steps.Count));
        Assert.All(made.Probes, p => Assert.Matches("^t[012](-[0-9]+)?$", p.Name));
    }

    [Fact]
    public void What_is_large_is_left_out_or_stands_in_several_files_that_can_be_read()
    {
        static string Operation(string path, string parameters, string schema) => $"  /{path}: {{ post: {{ tags: [t], operationId: {path}, parameters: [{parameters}], requestBody: {{ content: {{ application/json: {{ schema: {schema} }} }} }}, responses: {{ }} }} }}\n";
        static string Parameters(int count, string more) => string.Join(", ", Enumerable.Range(0, count).Select(i => $"{{ name: n{i}, in: query, required: true{more} }}"));
        string text = new('语', 16_000), item = "{ type: string }";
        string wide = $"{{ type: object, required: [{string.Join(", ", Enumerable.Range(0, 140).Select(i => $"p{i}"))}] }}";
        var paths = new StringBuilder("openapi: 3.0.0\ninfo: { title: t, version: '1' }\npaths:\n");
        paths.Append(Operation("many", Parameters(101, ""), item)).Append(Operation("long", Parameters(20, $", example: {text}"), item));
        paths.Append(Operation("padded", "", "{ type: object, required: [a, b], properties: { a: { type: string, minLength: 10000 }, b: { type: string, minLength: 10000 } } }"));
        paths.Append(Operation("named", "", $"{{ type: object, required: [{new string('k', 900)}] }}"));
        for (int i = 0; i < 30; i++) paths.Append(Operation($"wide{i}", Parameters(100, $", schema: {{ type: string }}, x-n: {i}"), wide)).Append(Operation($"text{i}", "", $"{{ type: string, example: {text} }}"));

        ImportedApi made = Made(paths.ToString());
        Assert.Equal((60, 4), (made.Steps, made.Unsayable));
        Assert.Equal(60, Apis.Probes(made).Sum(p => p.Journey.Steps.Count));
        Assert.True(made.Probes.Count > 1);
    }

    private static ImportedApi Made(string text)
    {
        using var scratch = new Scratch();
        Loaded<ApiDescription> read = DefinitionFiles.LoadOpenApi(scratch.With("mutant", text)["mutant"]);
        Assert.True(read.Mistakes.Count == 0, string.Join("\n", read.Mistakes));
        return OpenApiImport.Of(read.Value!, new ApiChoice { Writes = true, Server = new Uri("http://127.0.0.1:1") }, "mutant")!;
    }

    private static string Deep(string open, string close, int levels) => string.Concat(Enumerable.Repeat(open, levels)) + "1" + string.Concat(Enumerable.Repeat(close, levels));

    private static string Laughs()
    {
        var text = new StringBuilder("openapi: 3.1.0\nl0: &l0 [x, x]\n");
        for (int i = 1; i < 40; i++) text.Append(System.Globalization.CultureInfo.InvariantCulture, $"l{i}: &l{i} [*l{i - 1}, *l{i - 1}]\n");
        return text.ToString();
    }
}
