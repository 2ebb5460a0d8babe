namespace LoadProbe.Definitions.Tests;

/// <summary>Tables of a journey: what files they come from, what is wrong with them, which rows are given.</summary>
public sealed class TableTests : IDisposable
{
    private readonly Scratch _scratch = new();

    public void Dispose() => _scratch.Dispose();

    [Fact]
    public void Data_rows_fill_columns_of_CSV_and_JSON()
    {
        _scratch.With("users.csv", "user,note\r\nanna,\"a \"\"b\"\",\r\nc\"\r\nbob,\r\n").With("orders.json", """[{ "size": 1, "fast": true }]""").With("more.jsonl", "{\"a\": null, \"b\": \"x\\ny\"}\n\n{\"b\": -1.50, \"a\": \"z\"}");

        Probe probe = _scratch.Steps("  - get: /${users.user}/${orders.size}${orders.fast}/${more.b}", "target: http://127.0.0.1:8080\ndata: { users: users.csv, orders: orders.json, more: more.jsonl }");

        Assert.Equal([["anna", "a \"b\",\r\nc"], ["bob", ""]], Rows(probe.Journey.Tables[0]));
        Assert.Equal([["", "x\ny"], ["z", "-1.50"]], Rows(probe.Journey.Tables[2]));
        Assert.Equal("/bob/1true/-1.50", ((HttpStep)probe.Journey.Steps[0]).Url.Resolve(Variables.For(probe.Journey, 1, new SecretStore())));
    }

    [Theory]
    [InlineData("a,b\r1,2\r\r3,4", "1 2|3 4")]
    [InlineData("\uFEFFa,b\n1,5\" pipe\n\n\n\"\",\"x,\"\"\"\n", "1 5\" pipe| x,\"")]
    [InlineData("a\n\"\"\n\"\n\"\n", "|\n")]
    public void CSV_is_read_as_RFC_4180_has_it(string content, string rows) =>
        Assert.Equal(rows, string.Join('|', Rows(Table(content)).Select(r => string.Join(' ', r!))));

    [Theory]
    [InlineData("users.csv", "", "users.csv:1:1: the file is empty: write a header line and at least one row")]
    [InlineData("users.csv", "user\n", "users.csv:1:1: no rows under the header: write at least one")]
    [InlineData("users.csv", "user,user\na,b\n", "users.csv:1:1: column \"user\" stands twice in the header")]
    [InlineData("users.csv", "user,\na,b\n", "users.csv:1:1: a column has no name in the header")]
    [InlineData("users.csv", "user\n\"anna\n", "users.csv:2:1: a quoted value does not end as it should: close the quote, double the quotes inside, and follow it by a comma or the line's end")]
    [InlineData("users.csv", "user\n\"a\nb\"\n\"anna\"s\n", "users.csv:4:1: a quoted value does not end as it should: close the quote, double the quotes inside, and follow it by a comma or the line's end")]
    [InlineData("users.json", "{}", "users.json:1:1: not a list of objects with at least one: write for instance [{ \"user\": \"demo\" }]")]
    [InlineData("users.json", "[{ \"a\": 1 },\n { \"b\": 1 }]", "users.json:2:2: item 1 has not the names of the first: a")]
    [InlineData("users.json", "[{ \"a\": [] }]", "users.json:1:2: item 0 is not flat: its values are text, numbers, true or false")]
    [InlineData("users.json", "[{ \"a\": 1, \"a\": 2 }]", "users.json:1:2: item 0 has no names, or one twice")]
    [InlineData("users.json", "[{ \"a\": 1 }] x", "users.json:1:14: not JSON: 'x' is invalid after a single JSON value. Expected end of data")]
    [InlineData("users.jsonl", "", "users.jsonl:1:1: the file is empty: write for instance { \"user\": \"demo\" }, one object a line")]
    [InlineData("users.jsonl", "\n{\"a\": 1}\n{\"b\": 1}\n", "users.jsonl:3:1: this line has not the names of the first: a")]
    [InlineData("users.jsonl", "{\"a\": {}}\n", "users.jsonl:1:1: this line is not flat: its values are text, numbers, true or false")]
    [InlineData("users.jsonl", "{\"a\": 1} {\"a\": 1}\n", "users.jsonl:1:1: not JSON: '{' is invalid after a single JSON value. Expected end of data, at byte 10: write one object a line")]
    [InlineData("users.jsonl", "{\"a\": 1}\n[1]\n", "users.jsonl:2:1: this line is not an object")]
    [InlineData("users.jsonl", "{\"a\": \"x\"}\n{\"a\": \"\\ud800\"}\n", "users.jsonl:2:1: this line holds half a character: a \\u escape from d800 to dfff wants its other half")]
    public void A_bad_table_is_reported_where_it_is_bad(string file, string content, string message)
    {
        _scratch.With(file, content);
        Assert.Equal(message, Files.Short(Assert.Single(Load(file).Mistakes)));
    }

    [Fact]
    public void Bytes_that_are_no_text_and_rows_without_end_are_reported_with_their_line()
    {
        File.WriteAllBytes(_scratch["bytes.csv"], [.. "a\n1\n"u8, 0xff, 0xfe, (byte)'\n']);
        Assert.Equal("bytes.csv:3:1: is not UTF-8 text", Files.Short(Assert.Single(Load("bytes.csv").Mistakes)));

        _scratch.With("long.csv", "a\n1\n\"" + new string('x', 300 << 10) + "\n2\n");
        Assert.Equal("long.csv:3:1: a row is longer than 256 KiB: is a quote not closed?", Files.Short(Assert.Single(Load("long.csv").Mistakes)));
    }

    [Fact]
    public void A_JSON_list_that_is_too_large_to_hold_is_refused_and_JSON_lines_are_named()
    {
        _scratch.With("users.json", new string(' ', (16 << 20) + 1));
        Assert.EndsWith("users.json: is larger than 16 MiB, the most of a JSON list: write one object a line into a .jsonl file, which may be of any size", Assert.Single(Load("users.json").Mistakes).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_flood_of_bad_rows_is_reported_in_part()
    {
        _scratch.With("users.csv", "a,b\n" + string.Concat(Enumerable.Repeat("1\n", 100_000)));
        Assert.Equal(20, Load("users.csv").Mistakes.Count);
    }

    [Fact]
    public void Two_journeys_that_name_one_file_know_that_it_is_one()
    {
        _scratch.With("users.csv", "id\n1\n").With("a/one.yaml", "target: http://127.0.0.1\ndata: { users: { file: ../users.csv, order: unique } }\nsteps: [{ get: / }]\n")
            .With("two.yaml", "target: http://127.0.0.1\ndata: { accounts: { file: ./a/../users.csv, order: unique } }\nsteps: [{ get: / }]\n");
        DataTable one = Files.Good(DefinitionFiles.LoadProbe(_scratch["a/one.yaml"])).Journey.Tables[0], two = Files.Good(DefinitionFiles.LoadProbe(_scratch["two.yaml"])).Journey.Tables[0];
        Assert.Equal(one.Origin, two.Origin);
        Assert.Equal(_scratch["users.csv"], one.Origin);
    }

    [Theory]
    [InlineData("{ file: users.csv }", RowOrder.Sequential, 0)]
    [InlineData("{ file: users.csv, order: unique }", RowOrder.Unique, 0)]
    [InlineData("{ file: users.csv, order: random, seed: 7 }", RowOrder.Random, 7)]
    public void A_table_says_in_which_order_its_rows_are_given(string written, RowOrder order, long seed)
    {
        _scratch.With("users.csv", "a\n1\n");
        DataTable table = Files.Good(_scratch.Probe($"target: http://127.0.0.1:8080\ndata: {{ users: {written} }}\nsteps: [{{ get: \"/${{users.a}}\" }}]")).Journey.Tables[0];
        Assert.Equal((order, seed), (table.Order, table.Seed));
    }

    private DataTable Table(string content)
    {
        _scratch.With("users.csv", content);
        return Files.Good(Load("users.csv")).Journey.Tables[0];
    }

    private Loaded<Probe> Load(string file) => _scratch.Probe($"target: http://127.0.0.1:8080\ndata: {{ users: {file} }}\nsteps: [{{ get: / }}]");

    private static IEnumerable<IReadOnlyList<string>?> Rows(DataTable table) => Enumerable.Range(0, (int)table.Rows.Count).Select(r => table.Rows.At(r));
}
