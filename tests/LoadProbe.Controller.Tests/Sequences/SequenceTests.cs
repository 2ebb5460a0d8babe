namespace LoadProbe.Controller.Tests;

/// <summary>
/// Whatever people, customers, agents, targets and clocks do, in whatever order: nothing is sent after the end, above the ceiling or outside the
/// window, every stop comes to its verification, and nothing runs on an approval that is void.
/// </summary>
public sealed class SequenceTests
{
    private static readonly int Count = int.TryParse(Environment.GetEnvironmentVariable("LOADPROBE_SEQUENCES"), out int count) ? count : 2_000;

    [Fact]
    public async Task Two_thousand_sequences_of_whatever_may_happen_keep_to_what_was_promised()
    {
        var seen = new Dictionary<string, int>();
        for (int from = 0; from < Count; from += 100)
        {
            await using ImaginedWorld world = await ImaginedWorld.StartAsync();
            for (int seed = from; seed < Math.Min(Count, from + 100); seed++) await RunAsync(world, seed, seen);
        }

        TestContext.Current.SendDiagnosticMessage("{0}", string.Join(", ", seen.OrderBy(s => s.Key).Select(s => $"{s.Key} {s.Value}")));
        if (Count < 2_000) return;
        foreach (RunState end in (RunState[])[RunState.Completed, RunState.Degraded, RunState.Aborted, RunState.AbortedNotRecovered, RunState.Rejected, RunState.Cancelled]) Assert.True(seen.GetValueOrDefault($"{end}") > 0, $"no run ended as {end}");
        foreach (string what in (string[])["held", "backed off", "void", "refused"]) Assert.True(seen.GetValueOrDefault(what) > 0, $"none was {what}");
    }

    private static async Task RunAsync(ImaginedWorld world, int seed, Dictionary<string, int> seen)
    {
        var random = new Random(seed);
        // Another day, in its window, with all well.
        DateTimeOffset now = world.Time.GetUtcNow(), morning = new DateTimeOffset(now.Date.AddDays(1), TimeSpan.Zero).AddHours(9).AddMinutes(30);
        world.Time.Advance(morning - now);
        foreach (ImaginedAgent agent in world.Agents) agent.Revive();
        var people = new ImaginedPeople(world, random);
        string? before = world.Run?.Id;
        for (int act = 0; act < 14 && world.Run?.Id == before; act++)
        {
            string? did = await people.ActAsync();
            if (did is not null) Add(did);
            if (did == "started") await BegunAsync(world, before);
        }

        await people.ReleaseAsync();
        if (world.Run is { } run && run.Id != before) await PressAsync(world, random, people, seed, Add);

        void Add(string what) => seen[what] = seen.GetValueOrDefault(what) + 1;
    }

    private static async Task PressAsync(ImaginedWorld world, Random random, ImaginedPeople people, int seed, Action<string> add)
    {
        var trouble = new ImaginedTrouble(world, random);
        for (int step = 0; step < 400 && world.Run!.Ended is null; step++)
        {
            await trouble.StrikeAsync(step);
            await world.PassAsync();
        }

        RunReport run = world.Run!;
        string about = $"sequence {seed}: {string.Join(" > ", run.Timeline.Select(m => $"{m.State} ({m.Why})"))}; {trouble.Said}";
        Assert.True(run.Ended is not null, $"it did not end; {about}");
        int sent = world.Agents.Sum(a => a.Sent.Count);
        for (int step = 0; step < 20; step++) await world.PassAsync();
        Assert.True(sent == world.Agents.Sum(a => a.Sent.Count), $"{world.Agents.Sum(a => a.Sent.Count) - sent} were sent after the end; {about}");

        DateTimeOffset[] at = [.. world.Agents.SelectMany(a => a.Sent).Order()];
        RunWindow window = run.Scenario.Window!;
        Assert.All(at, instant => Assert.True(window.Contains(instant), $"sent at {instant:O}, outside the window; {about}"));
        // A clock that was moved has seconds that are none.
        if (!trouble.MovedClocks) for (int i = (int)ImaginedWorld.Ceiling; i < at.Length; i++) Assert.True(at[i] - at[i - (int)ImaginedWorld.Ceiling] >= TimeSpan.FromSeconds(1), $"more than the ceiling within a second of {at[i]:O}; {about}");
        RunState[] states = [.. run.Timeline.Select(m => m.State)];
        if (states.Contains(RunState.Aborting)) Assert.True(states[^2] == RunState.Verifying && states[^1] is RunState.Aborted or RunState.AbortedNotRecovered, about);
        Assert.True(RunTransitions.Ends.Contains(states[^1]), about);
        Assert.True(people.Approves(run.Approved), $"run on {run.Approved?.Id}, which was void; {about}");
        add($"{states[^1]}");
        if (states.Contains(RunState.Holding)) add("held");
        if (run.Changes.Any(c => c.What.StartsWith("backed off", StringComparison.Ordinal))) add("backed off");
    }

    private static async Task BegunAsync(ImaginedWorld world, string? before)
    {
        for (int turn = 0; turn < 5_000 && world.Run?.Id == before; turn++) await Task.Delay(TimeSpan.FromMilliseconds(1), TimeProvider.System, ImaginedWorld.Token);
        Assert.NotEqual(before, world.Run?.Id);
    }
}
