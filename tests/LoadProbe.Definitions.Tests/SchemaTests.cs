namespace LoadProbe.Definitions.Tests;

/// <summary>The schemas in docs/schema and the reader go by the same tables of keys.</summary>
public class SchemaTests
{
    public static TheoryData<string, string> Schemas => new()
    {
        { "probe", DefinitionSchemas.Probe }, { "scenario", DefinitionSchemas.Scenario }, { "targets", DefinitionSchemas.Targets }, { "limits", DefinitionSchemas.Limits }, { "receivers", DefinitionSchemas.Receivers }, { "calendar", DefinitionSchemas.Calendar },
    };

    /// <summary>To write them anew: set LOADPROBE_WRITE_SCHEMAS=1 and run this test.</summary>
    [Theory]
    [MemberData(nameof(Schemas))]
    public void The_schema_for_editors_has_every_key_the_reader_knows_and_no_other(string name, string schema)
    {
        string path = Path.Combine(Root.Folder, "docs", "schema", $"{name}.schema.json");
        if (Environment.GetEnvironmentVariable("LOADPROBE_WRITE_SCHEMAS") == "1") File.WriteAllText(path, schema);
        Assert.Equal(File.ReadAllText(path), schema);
    }

    [Theory]
    [MemberData(nameof(Schemas))]
    public void Every_part_that_a_schema_refers_to_is_in_it(string _, string schema)
    {
        var document = System.Text.Json.Nodes.JsonNode.Parse(schema)!;
        var parts = document["$defs"]!.AsObject().Select(p => p.Key);
        var referred = System.Text.RegularExpressions.Regex.Matches(schema, @"#/\$defs/(\w+)").Select(m => m.Groups[1].Value).Distinct();
        Assert.Equal(parts.Order(), referred.Order());
    }
}
