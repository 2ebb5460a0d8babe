using System.Text.Json;

namespace LoadProbe.Core.Tests;

public class JsonPathTests
{
    private const string Document = """
        { "id": 7, "state": "accepted", "ratio": 1.50, "done": true, "none": null, "a b": { "c.d": "deep", "]": "odd", "it's": "quoted" },
          "orders": [ { "id": "x" }, { "id": "y", "lines": [1, 2, 3] } ], "empty": [], "half": "\ud800", "length()": 5 }
        """;

    [Theory]
    [InlineData("$.id", "7")]
    [InlineData("$.state", "accepted")]
    [InlineData("$.ratio", "1.50")]
    [InlineData("$.done", "true")]
    [InlineData("$.none", "null")]
    [InlineData("$['a b']['c.d']", "deep")]
    [InlineData("$[\"a b\"][\"]\"]", "odd")]
    [InlineData("$['a b'][\"it's\"]", "quoted")]
    [InlineData("$.orders[0].id", "x")]
    [InlineData("$.orders[-1].id", "y")]
    [InlineData("$.orders[1].lines", "[1, 2, 3]")]
    [InlineData("$.orders.length()", "2")]
    [InlineData("$.empty.length()", "0")]
    [InlineData("$.state.length()", "8")]
    [InlineData("$['a b'].length()", "3")]
    [InlineData("$.length()", "10")]
    public void Names_one_value(string path, string value) => Assert.Equal(value, Read(path));

    [Theory]
    [InlineData("$.nothing")]
    [InlineData("$.id.more")]
    [InlineData("$.orders.id")]
    [InlineData("$.orders[2]")]
    [InlineData("$.orders[-3]")]
    [InlineData("$.state[0]")]
    [InlineData("$.id.length()")]
    [InlineData("$.half")]
    [InlineData("$.half.length()")]
    public void What_is_not_there_is_null(string path) => Assert.Null(Read(path));

    [Theory]
    [InlineData("")]
    [InlineData("id")]
    [InlineData(".id")]
    [InlineData("$id")]
    [InlineData("$.")]
    [InlineData("$..id")]
    [InlineData("$.a b")]
    [InlineData("$.orders[*]")]
    [InlineData("$.orders[?(@.id)]")]
    [InlineData("$.orders[0")]
    [InlineData("$.orders[]")]
    [InlineData("$.orders[1.5]")]
    [InlineData("$.orders[99999999999]")]
    [InlineData("$['a b'")]
    [InlineData("$['")]
    [InlineData("$['a\"]")]
    [InlineData("$.length().id")]
    public void What_names_no_single_value_is_no_path(string path) => Assert.Null(JsonPath.Parse(path));

    [Fact]
    public void An_object_with_half_a_character_in_a_name_has_no_values()
    {
        Assert.Null(JsonPath.Parse("$.id")!.Read(JsonDocument.Parse("""{ "id": 1, "\ud800": 2 }""").RootElement));
    }

    [Fact]
    public void The_whole_document_is_a_value_too()
    {
        Assert.Equal("[1]", JsonPath.Parse("$")!.Read(JsonDocument.Parse("[1]").RootElement));
    }

    private static string? Read(string path)
    {
        using JsonDocument document = JsonDocument.Parse(Document);
        return JsonPath.Parse(path)!.Read(document.RootElement);
    }
}
