using System.Collections.Concurrent;
using System.Diagnostics;

namespace LoadProbe.Probing.Tests;

/// <summary>Dials so many answers, several at once, and holds each dial to its promises: it ends in time, and whatever is wrong is not our fault.</summary>
internal static class Fuzzing
{
    private const int AtOnce = 8;

    /// <summary>What a dial may take; some of the answers never end.</summary>
    public static readonly TimeSpan Allowed = TimeSpan.FromMilliseconds(400);

    // A busy machine, and a collection in the middle of it, are no hang.
    private static readonly TimeSpan Hang = TimeSpan.FromSeconds(20);

    /// <summary>Of each kind so many in a hundred of all; in full with LOADPROBE_FUZZ=100000.</summary>
    public static int Count(int share) => (int.TryParse(Environment.GetEnvironmentVariable("LOADPROBE_FUZZ"), out int all) ? all : 4_000) * share / 100;

    /// <param name="kind">For the table.</param>
    /// <param name="count">How many.</param>
    /// <param name="dial">Dials the answer of a number.</param>
    public static async Task AssertKeptAsync(string kind, int count, Func<int, Task<StepResult>> dial)
    {
        int before = Sockets();
        var outcomes = new ConcurrentDictionary<Outcome, int>();
        long start = Stopwatch.GetTimestamp();
        await Parallel.ForEachAsync(Enumerable.Range(0, count), new ParallelOptions { MaxDegreeOfParallelism = AtOnce, CancellationToken = Dialled.Token }, async (number, token) =>
        {
            StepResult step = await dial(number).WaitAsync(Hang, TimeProvider.System, token);
            outcomes.AddOrUpdate(step.Outcome, 1, (_, n) => n + 1);
            Assert.True(step.Outcome.Verdict() != Verdict.Invalid, $"{kind} {number}: {step.Outcome}: {step.Detail}");
            Assert.True(step.Detail is null || !step.Detail.Contains('\n'), $"{kind} {number}: {step.Detail}");
        });

        int left = await LeftAsync(before);
        TestContext.Current.SendDiagnosticMessage($"{kind}: {count} answers in {Stopwatch.GetElapsedTime(start).TotalSeconds:0.0} s, {left} sockets left; {string.Join(", ", outcomes.OrderByDescending(o => o.Value).Select(o => $"{o.Key.Word()} {o.Value}"))}");
        Assert.True(left == 0, $"{left} sockets more than before");
        // Both right and wrong ones were among them, or nothing was tried.
        Assert.True(outcomes.Count > 2, string.Join(", ", outcomes.Keys));
    }

    /// <summary>Does something after which no more sockets are open than before.</summary>
    public static async Task AssertNoSocketIsLeftAsync(Func<Task> work)
    {
        int before = Sockets();
        await work();
        Assert.Equal(0, await LeftAsync(before));
    }

    // What is closed is gone when the other side has closed as well.
    private static async Task<int> LeftAsync(int before)
    {
        for (int i = 0; i < 100 && Sockets() > before; i++) await Task.Delay(TimeSpan.FromMilliseconds(50), TimeProvider.System, Dialled.Token);
        return Math.Max(0, Sockets() - before);
    }

    private static int Sockets() => Directory.GetFiles("/proc/self/fd").Count(IsSocket);

    private static bool IsSocket(string descriptor)
    {
        try
        {
            return File.ResolveLinkTarget(descriptor, returnFinalTarget: false)?.Name.StartsWith("socket:", StringComparison.Ordinal) == true;
        }
        catch (IOException)
        {
            // Closed since it was listed.
            return false;
        }
    }
}
