namespace LoadProbe.EndToEnd.Tests;

/// <summary>loadprobe analyze, on a capture that lies with the tests.</summary>
public sealed class AnalyzeTests : IDisposable
{
    private static readonly string Capture = Path.Combine(Machine.Root, "tests/LoadProbe.Capture.Tests/captures/zeek_100-continue.pcap");
    private readonly string _folder = Directory.CreateTempSubdirectory("loadprobe-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task A_flow_of_the_list_is_shown_packet_by_packet_under_the_number_it_has_in_the_JSON()
    {
        Ended figures = await Running.LoadProbeAsync($"analyze {Capture} --json");
        Assert.Equal([1], figures.Json.GetProperty("flows").EnumerateArray().Select(flow => flow.GetProperty("number").GetInt32()));

        Ended ladder = await Running.LoadProbeAsync($"analyze {Capture} --flow 1");
        Assert.True(ladder.ExitCode == 0, ladder.ToString());
        Assert.StartsWith("flow 1: ", ladder.Output);
        Assert.Contains("request 1: POST ", ladder.Output);
        Assert.Contains("HTTP 100, no answer yet", ladder.Output);
        long packets = figures.Json.GetProperty("packets").GetInt64();
        Assert.Equal(packets, ladder.Output.Split('\n').Count(line => line.Contains('→') || line.Contains('←')) - 1);
    }

    [Fact]
    public async Task The_page_is_written_beside_what_is_printed()
    {
        string page = Path.Combine(_folder, "packets.html");

        Ended written = await Running.LoadProbeAsync($"analyze {Capture} --html {page} --json");
        Assert.True(written.ExitCode == 0, written.ToString());
        Assert.Equal(1, written.Json.GetProperty("flows").GetArrayLength());
        Assert.StartsWith("<!doctype html>", await File.ReadAllTextAsync(page, TestContext.Current.CancellationToken));
    }

    [Theory]
    [InlineData("--flow 0", "--flow 0 is not the number of a flow, 1 or more")]
    [InlineData("--flow 9", "there is no such flow; ")]
    [InlineData("--flow 1 --json", "leave one of them out")]
    [InlineData("--html /no/such/folder/x.html", "--html /no/such/folder/x.html: there is no folder for this file")]
    public async Task What_makes_no_sense_is_refused_with_what_would(string arguments, string complaint)
    {
        Ended refused = await Running.LoadProbeAsync($"analyze {Capture} {arguments}");

        Assert.Equal(2, refused.ExitCode);
        Assert.Contains(complaint, refused.Error);
    }
}
