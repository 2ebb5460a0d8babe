using System.Globalization;
using System.Text.RegularExpressions;

namespace LoadProbe.EndToEnd.Tests;

/// <summary>The distributed demo, as a user starts it.</summary>
public sealed class DemoTests
{
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(5);
    private static readonly TimeSpan Gone = TimeSpan.FromSeconds(20);

    [Fact]
    public async Task It_shows_all_it_is_to_show_and_leaves_nothing_behind()
    {
        Machine.Need("nats-server");
        Assert.SkipUnless(Directory.Exists("/usr/lib/postgresql"), "PostgreSQL is not installed");
        await using Running demo = Running.Start(Machine.Program, "demo --distributed --for 60s");
        int code = await demo.ExitAsync(Limit);
        string said = string.Join('\n', demo.Lines);

        // A busy machine makes the run invalid, and says so.
        Assert.True(code == (said.Contains("\nINVALID three-agents", StringComparison.Ordinal) ? 4 : 0), said);
        foreach (string agent in (string[])["demo-shanghai", "demo-beijing", "demo-guangzhou"]) Assert.Contains($"from {agent} in ", said);
        Match arrivals = Regex.Match(said, @"arrivals: 600 planned, 600 due, (\d+) sent, (\d+) dropped; the brokerage counted (\d+)");
        Assert.True(arrivals.Success && arrivals.Groups[1].Value == arrivals.Groups[3].Value && Number(arrivals.Groups[1]) + Number(arrivals.Groups[2]) == 600, said);
        Assert.Matches(@"the last request came \S+ after that", said);
        Assert.Matches("the run is written as aborted and invalid after", said);
        Assert.Matches(@"pages +http://127.0.0.1:\d+/ \(controller 1, stands by\)", said);
        Assert.Matches(@"pages +http://127.0.0.1:\d+/ \(controller 2, leads\)", said);
        await LeftAsync(demo);
    }

    [Theory]
    [InlineData("INT", 130)]
    [InlineData("KILL", 137)]
    public async Task However_it_is_ended_its_programs_end_with_it(string signal, int expected)
    {
        Machine.Need("nats-server");
        Assert.SkipUnless(Directory.Exists("/usr/lib/postgresql"), "PostgreSQL is not installed");
        await using Running demo = Running.Start(Machine.Program, "demo --distributed");
        await demo.LineAsync("agent       demo-beijing has joined", Limit);
        demo.Signal(signal);

        Assert.Equal(expected, await demo.ExitAsync(Limit));
        await LeftAsync(demo);
    }

    [Theory]
    [InlineData("demo --distributed --listen 127.0.0.1:0", "--listen is of no use with --distributed")]
    [InlineData("demo --distributed --output /nowhere", "--output is of no use with --distributed")]
    public async Task What_it_does_not_heed_is_refused(string arguments, string complaint)
    {
        Ended ended = await Running.LoadProbeAsync(arguments);

        Assert.Equal(2, ended.ExitCode);
        Assert.Contains(complaint, ended.Error);
    }

    [Fact]
    public async Task Where_a_program_is_missing_it_says_which_package_has_it()
    {
        Assert.SkipUnless(Environment.IsPrivilegedProcess, "hiding a folder needs root");
        Assert.SkipUnless(Directory.Exists("/usr/lib/postgresql"), "PostgreSQL is not installed");
        Ended hidden = await Running.RunAsync(Machine.Need("unshare"), "-m sh -c \"mount -t tmpfs none /usr/lib/postgresql\"", Limit);
        Assert.SkipUnless(hidden.ExitCode == 0, $"a folder cannot be hidden here: {hidden.Error}");
        Ended ended = await Running.RunAsync("unshare", $"-m sh -c \"mount -t tmpfs none /usr/lib/postgresql && exec {Machine.Program} demo --distributed\"", Limit, Machine.Root);

        Assert.Equal(5, ended.ExitCode);
        Assert.Contains("demo --distributed needs PostgreSQL: apt-get install postgresql", ended.Error);
    }

    private static int Number(Group digits) => int.Parse(digits.Value, CultureInfo.InvariantCulture);

    // It named each process that it started, and its servers by their ports.
    private static async Task LeftAsync(Running demo)
    {
        string said = string.Join('\n', demo.Lines);
        string[] started = [.. Regex.Matches(said, @"\(process (\d+)\)").Select(m => m.Groups[1].Value)];
        string[] ports = [.. Regex.Matches(said, @"^(?:PostgreSQL|nats-server) .*127\.0\.0\.1:(\d+)", RegexOptions.Multiline).Select(m => m.Groups[1].Value)];
        Assert.True(started.Length >= 3 && ports.Length == 2, said);
        using var late = new CancellationTokenSource(Gone);
        while (true)
        {
            string listening = (await Running.RunAsync(Machine.Need("ss"), "-lntH", Gone)).Output;
            string[] left = [.. started.Where(p => Directory.Exists($"/proc/{p}")), .. ports.Where(p => listening.Contains($":{p} ", StringComparison.Ordinal))];
            if (left.Length == 0) return;
            Assert.False(late.IsCancellationRequested, $"{string.Join(", ", left)} are still there:\n{said}");
            await Task.Delay(TimeSpan.FromMilliseconds(100), TimeProvider.System);
        }
    }
}
