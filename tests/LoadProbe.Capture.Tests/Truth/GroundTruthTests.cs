using System.Globalization;
using System.Text;

namespace LoadProbe.Capture.Tests;

/// <summary>
/// LoadProbe's word about a network whose every fault is known, beside tshark's word from the same packets. LOADPROBE_ROUNDS says how many rounds;
/// the table of the latest run is in artifacts/tcp-truth.md.
/// </summary>
public class GroundTruthTests
{
    private const int MostAtOnce = 8;
    private static readonly TimeSpan OneRound = TimeSpan.FromMinutes(2);

    [Fact]
    public async Task Of_losses_round_trips_and_server_times_LoadProbe_is_less_wrong_than_tshark()
    {
        Assert.SkipUnless(Environment.IsPrivilegedProcess, "network namespaces need root");
        Assert.SkipUnless(Tshark.Present, "tshark is not installed");
        Assert.SkipUnless(File.Exists("/usr/bin/tcpdump"), "tcpdump is not installed");
        int count = int.Parse(Environment.GetEnvironmentVariable("LOADPROBE_ROUNDS") ?? "6", CultureInfo.InvariantCulture);
        var rounds = new TruthFigures[count];
        await Parallel.ForAsync(0, count, new ParallelOptions { MaxDegreeOfParallelism = Math.Clamp(count / 2, 1, MostAtOnce) }, async (round, token) => rounds[round] = await RunAsync(round + 1, token));
        string table = Table(rounds);
        await File.WriteAllTextAsync(Path.Combine(Captures.Artifacts, "tcp-truth.md"), table, TestContext.Current.CancellationToken);

        (long ours, long theirs) = (rounds.Sum(round => round.LossErrors.Ours), rounds.Sum(round => round.LossErrors.Theirs));
        Errors rtt = Sum(rounds, round => round.Rtt), server = Sum(rounds, round => round.ServerTime);
        Assert.True(ours < theirs, table);
        Told holes = rounds.Aggregate(default(Told), (sum, round) => sum + round.Holes), numbers = rounds.Aggregate(default(Told), (sum, round) => sum + round.Numbers);
        // In few rounds chance may have it otherwise.
        if (count >= 20) Assert.True(numbers.Untold + numbers.False < holes.Untold + holes.False, table);
        Assert.True(rtt.Ours < rtt.Theirs, table);
        Assert.True(server.Ours < server.Theirs, table);
        Assert.True(server.Count * 10 > rounds.Sum(round => round.Answers) * 8, table);
    }

    /// <summary>Numbers that come late or twice are no losses.</summary>
    [Fact]
    public async Task A_link_that_only_reorders_and_repeats_loses_nothing_without_a_hole()
    {
        Assert.SkipUnless(Environment.IsPrivilegedProcess, "network namespaces need root");
        Assert.SkipUnless(Tshark.Present, "tshark is not installed");
        Assert.SkipUnless(File.Exists("/usr/bin/tcpdump"), "tcpdump is not installed");
        foreach (int seed in (int[])[101, 102, 103])
        {
            TruthFigures round = await RunAsync(new LinkFaults(seed, TimeSpan.FromMilliseconds(10), 0, 0.05, 0.05), TestContext.Current.CancellationToken);
            Assert.Equal(round.Holes, round.Numbers);
        }
    }

    private static Task<TruthFigures> RunAsync(int seed, CancellationToken token)
    {
        var random = new Random(seed);
        return RunAsync(new LinkFaults(seed, TimeSpan.FromMilliseconds(random.Next(0, 101)), random.NextDouble() * 0.05, random.NextDouble() * 0.05, random.NextDouble() * 0.05), token);
    }

    private static async Task<TruthFigures> RunAsync(LinkFaults faults, CancellationToken token)
    {
        int seed = faults.Seed;
        using TruthRound? round = TruthRound.TryMake(out string reason);
        Assert.SkipWhen(round is null, reason);
        string capture = Path.Combine(Path.GetTempPath(), $"loadprobe-truth-{Environment.ProcessId}-{seed}.pcap");
        using var late = CancellationTokenSource.CreateLinkedTokenSource(token);
        late.CancelAfter(OneRound);
        try
        {
            // Every fourth without timestamps, where identifications have to tell the order.
            return await round!.RunAsync(faults, timestamps: seed % 4 != 0, capture, late.Token);
        }
        finally
        {
            File.Delete(capture);
        }
    }

    private static Errors Sum(IEnumerable<TruthFigures> rounds, Func<TruthFigures, Errors> of) => rounds.Aggregate(default(Errors), (sum, round) => sum + of(round));

    private static string Table(TruthFigures[] rounds)
    {
        var text = new StringBuilder("""
            | seed | delay | drop | reorder | twice | dropped c/s | LoadProbe lost c/s | tshark retransmitted c/s | RTT error LoadProbe / tshark | server time error LoadProbe / tshark |
            |--:|--:|--:|--:|--:|--:|--:|--:|--:|--:|

            """);
        foreach (TruthFigures round in rounds)
        {
            LinkFaults faults = round.Faults;
            text.AppendLine(CultureInfo.InvariantCulture, $"| {faults.Seed} | {faults.Delay.TotalMilliseconds} ms | {faults.Drop:P1} | {faults.Reorder:P1} | {faults.Duplicate:P1} | {Text(round.Dropped)} | {Text(round.OurLost)} | {Text(round.TheirLost)} | {Text(round.Rtt)} | {Text(round.ServerTime)} |");
        }
        Errors rtt = Sum(rounds, round => round.Rtt), server = Sum(rounds, round => round.ServerTime);
        Told holes = rounds.Aggregate(default(Told), (sum, round) => sum + round.Holes), numbers = rounds.Aggregate(default(Told), (sum, round) => sum + round.Numbers);
        text.AppendLine(CultureInfo.InvariantCulture, $"""

            Losses of the server told / untold / false, connection by connection: by holes alone {holes.Right} / {holes.Untold} / {holes.False}, with the numbers of packets {numbers.Right} / {numbers.Untold} / {numbers.False}.
            """);
        text.AppendLine(CultureInfo.InvariantCulture, $"""

            Sums of absolute errors, LoadProbe / tshark: {rounds.Sum(round => round.LossErrors.Ours)} / {rounds.Sum(round => round.LossErrors.Theirs)} segments of {rounds.Sum(round => round.Dropped.Client + round.Dropped.Server)} dropped;
            round trip {Text(rtt)} over {rtt.Count} connections; server time {Text(server)} over {server.Count} of {rounds.Sum(round => round.Answers)} answers.
            """);
        return text.ToString();
    }

    private static string Text(Sides<long> sides) => $"{sides.Client} / {sides.Server}";

    private static string Text(Errors errors) => string.Create(CultureInfo.InvariantCulture, $"{errors.Ours.TotalMilliseconds:F1} / {errors.Theirs.TotalMilliseconds:F1} ms");
}
