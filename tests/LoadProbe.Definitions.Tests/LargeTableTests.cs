using System.Globalization;

namespace LoadProbe.Definitions.Tests;

/// <summary>What the whole process holds is measured here, so nothing else runs beside it.</summary>
[CollectionDefinition(nameof(LargeTableTests), DisableParallelization = true)]
public sealed class LargeTableCollection;

/// <summary>Tables of a million rows: read from the file as they are asked for, from many threads, in little memory.</summary>
[Collection(nameof(LargeTableTests))]
public sealed class LargeTableTests : IDisposable
{
    private const int Rows = 1_000_000;

    private readonly Scratch _scratch = new();

    public void Dispose() => _scratch.Dispose();

    [Theory]
    [InlineData("csv")]
    [InlineData("jsonl")]
    public void A_million_rows_take_less_than_4_MiB_and_each_is_the_right_one(string kind)
    {
        Write(kind);
        GC.Collect();
        long before = GC.GetTotalMemory(forceFullCollection: true);

        DataTable table = Load(kind, "sequential");
        for (long n = 0; n < Rows + 10; n++) Check(table, n, n % Rows);

        long after = GC.GetTotalMemory(forceFullCollection: true);
        Assert.InRange(after - before, long.MinValue, 4 << 20);
        Assert.Equal(Rows, table.Rows.Count);
        GC.KeepAlive(table);
    }

    [Fact]
    public void Rows_drawn_at_random_cost_their_own_values_and_no_more()
    {
        Write("csv");
        DataTable table = Load("csv", "random, seed: 3");
        for (long n = 0; n < 100; n++) Check(table, n, table.Pick(n)!.Value);

        long before = GC.GetAllocatedBytesForCurrentThread();
        for (long n = 0; n < 1_000; n++) table.Row(n, out _);
        double bytes = (GC.GetAllocatedBytesForCurrentThread() - before) / 1_000.0;

        // Two strings and the array that holds them; the block they are in has 5 KiB.
        Assert.InRange(bytes, 50, 200);
    }

    [Fact]
    public async Task Many_threads_read_the_same_rows_as_one()
    {
        Write("csv");
        DataTable table = Load("csv", "unique");
        long next = -1;
        await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Task.Run(() =>
        {
            while (Interlocked.Increment(ref next) is var n and < 200_000) Check(table, n, n);
        })));
    }

    [Fact]
    public void In_sequence_the_next_block_is_read_before_it_is_asked_for()
    {
        Write("csv");
        var rows = (FileRows)Load("csv", "sequential").Rows;
        for (long block = 0; block < 17; block++)
        {
            rows.At(block * RowScan.Stride);
            Assert.True(SpinWait.SpinUntil(() => rows.Holds(block + 1), TimeSpan.FromSeconds(20)));
        }

        // After the last comes the first again, which has been dropped.
        Assert.False(rows.Holds(0));
        rows.At(Rows - 1);
        Assert.True(SpinWait.SpinUntil(() => rows.Holds(0), TimeSpan.FromSeconds(20)));
    }

    [Fact]
    public void A_file_that_was_cut_meanwhile_lacks_the_row_and_says_so()
    {
        Write("csv");
        DataTable table = Load("csv", "unique");
        Check(table, 5, 5);
        File.WriteAllText(_scratch["rows.csv"], "id,name\n");
        Assert.Null(table.Row(Rows - 1, out string? lack));
        Assert.Equal("row 1000000 of table rows can no longer be read: its file has changed since it was loaded", lack);
    }

    private static void Check(DataTable table, long run, long row)
    {
        IReadOnlyList<string>? values = table.Row(run, out _);
        if (values is null || values[0] != row.ToString(CultureInfo.InvariantCulture) || values[1] != Name(row)) Assert.Fail($"run {run} got {string.Join(' ', values ?? [])} and not row {row}");
    }

    private static string Name(long row) => row % 1_000 == 7 ? $"name,\n{row}" : $"name {row}";

    private void Write(string kind)
    {
        using var file = new StreamWriter(_scratch[$"rows.{kind}"]);
        file.NewLine = "\n";
        if (kind == "csv") file.WriteLine("id,name");
        for (long row = 0; row < Rows; row++)
        {
            if (kind == "csv") file.WriteLine(row % 1_000 == 7 ? $"{row},\"{Name(row)}\"" : $"{row},{Name(row)}");
            else file.WriteLine($"{{\"id\":{row},\"name\":\"{Name(row).Replace("\n", "\\n", StringComparison.Ordinal)}\"}}");
        }
    }

    private DataTable Load(string kind, string order) => Files.Good(_scratch.Probe(
        $"target: http://127.0.0.1:8080\ndata: {{ rows: {{ file: rows.{kind}, order: {order} }} }}\nsteps: [{{ get: / }}]")).Journey.Tables[0];
}
