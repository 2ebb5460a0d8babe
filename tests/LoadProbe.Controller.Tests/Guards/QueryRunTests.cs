using System.Collections.Concurrent;
using static LoadProbe.Controller.Tests.Asked;

namespace LoadProbe.Controller.Tests;

/// <summary>A run under a guard that asks a Prometheus.</summary>
public sealed class QueryRunTests
{
    [Fact]
    public async Task An_answer_outside_stops_the_run_and_says_what_it_was()
    {
        var value = new ConcurrentQueue<double>([1, 2]);
        Controlled run = await StartedAsync(Errors, (_, _) => Task.FromResult(Answer(value.TryDequeue(out double next) ? next : 12)));
        Task<Lease> stop = run.Agent.LeaseAsync(LeasePhase.Stop);
        await run.UntilAsync(stop, run.Agent);
        RunReport report = await run.EndAsync();

        Assert.Equal((Verdict.Fail, RunState.Aborted, "guard"), (report.Verdict!.Value, report.State, report.Stopped!.By));
        Assert.Equal("prometheus: errors at most 5, else abort: it is 12 of errors{pod=\"1\"}", report.Stopped.Reason);
        Assert.Equal(new GuardReading("prometheus: errors at most 5, else abort", "guard", false, "12 of errors{pod=\"1\"}"), Assert.Single(report.Guards));
        // The third answer comes two seconds after the first.
        Assert.InRange(report.Stopped.At - report.Started, TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(2.5));
    }

    [Fact]
    public async Task Answers_that_come_late_do_not_make_it_wait_for_a_round_more()
    {
        var late = new ConcurrentQueue<int>([0, 400, 10, 300, 0]);
        Controlled run = await StartedAsync(Errors with { For = TimeSpan.FromSeconds(2) }, async (_, stop) =>
        {
            bool first = late.Count == 5;
            if (late.TryDequeue(out int wait) && wait > 0) await Task.Delay(TimeSpan.FromMilliseconds(wait), Clock!, stop);
            return Answer(first ? 1 : 9);
        });
        Task<Lease> stop = run.Agent.LeaseAsync(LeasePhase.Stop);
        await run.UntilAsync(stop, run.Agent);
        RunReport report = await run.EndAsync();
        // Outside in the rounds of the first, the second and the third second; the last of these was 300 ms late.
        Assert.EndsWith("outside for 2s", report.Stopped!.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_run_whose_value_stays_within_passes()
    {
        Controlled run = await StartedAsync(Errors, (_, _) => Task.FromResult(Answer(3)));
        await run.Agent.SecondAsync();
        RunReport report = await run.EndAsync(cause: null);
        Assert.Equal((Verdict.Pass, RunState.Completed), (report.Verdict!.Value, report.State));
        Assert.Equal("3 of errors{pod=\"1\"}", Assert.Single(report.Guards).Value);
    }

    [Fact]
    public async Task Nothing_is_sent_until_the_first_answer_has_come()
    {
        var first = new TaskCompletionSource<QueryAnswer>(TaskCreationOptions.RunContinuationsAsynchronously);
        Controlled run = Controlled.Ordered(With(Errors), (_, _) => first.Task);
        await run.Agent.ReadyAsync();
        Task<Lease> lease = run.Agent.LeaseAsync(LeasePhase.Run);
        for (int i = 0; i < 20; i++)
        {
            run.Time.Advance(TimeSpan.FromMilliseconds(250));
            Assert.NotEqual(lease, await Task.WhenAny(lease, Task.Delay(TimeSpan.FromMilliseconds(10), TimeProvider.System, TestContext.Current.CancellationToken)));
        }

        first.SetResult(Answer(1));
        Assert.Equal(run.Agent.Run, (await lease).Run);
        run.Stop("person", "enough");
        await run.Agent.LeaseAsync(LeasePhase.Stop);
        await run.EndAsync();
    }

    public static TheoryData<string, string> Bad => new()
    {
        { "outside", "it is 9 of errors{pod=\"1\"}" },
        { "nothing", "no data: the answer has no series" },
        { "fault", "Prometheus http://p/ answered 400, bad_data: parse error" },
    };

    [Theory]
    [MemberData(nameof(Bad))]
    public async Task A_run_whose_guard_does_not_hold_at_the_start_does_not_begin(string what, string reason)
    {
        QueryAnswer answer = what switch { "outside" => Answer(9), "nothing" => Answer(), _ => QueryAnswer.Failed(reason) };
        Controlled run = Controlled.Ordered(With(Errors with { For = TimeSpan.FromMinutes(1) }), (_, _) => Task.FromResult(answer));
        RunReport report = await run.Report.WaitAsync(TimeSpan.FromSeconds(10), TimeProvider.System, TestContext.Current.CancellationToken);

        Assert.Equal((Verdict.Fail, RunState.Aborted, "guard"), (report.Verdict!.Value, report.State, report.Stopped!.By));
        Assert.Equal($"prometheus: errors at most 5 for 60s, else abort: {reason}; nothing was sent", report.Stopped.Reason);
        Assert.DoesNotContain(RunState.Running, run.States.Select(s => s.State));
    }

    [Fact]
    public async Task A_run_that_ignores_having_no_data_goes_on_without()
    {
        Controlled run = await StartedAsync(Errors with { NoData = NoDataAction.Ignore }, (_, _) => Task.FromResult(Answer()));
        await run.Agent.SecondAsync();
        RunReport report = await run.EndAsync(cause: null);
        Assert.Equal(Verdict.Pass, report.Verdict);
        Assert.Equal(new GuardReading("prometheus: errors at most 5, no data ignored, else abort", "guard", true, "no data: the answer has no series"), Assert.Single(report.Guards));
    }

    [Fact]
    public async Task What_cannot_be_asked_at_all_is_our_fault_even_where_no_data_is_ignored()
    {
        Controlled run = Controlled.Ordered(With(Errors with { NoData = NoDataAction.Ignore }), (_, _) => Task.FromResult(QueryAnswer.Unasked("guard errors: ${secret:env:TOKEN} has no value")));
        RunReport report = await run.Report.WaitAsync(TimeSpan.FromSeconds(10), TimeProvider.System, TestContext.Current.CancellationToken);
        Assert.Equal((Verdict.Invalid, "guard errors: ${secret:env:TOKEN} has no value"), (report.Verdict!.Value, report.Reasons[0]));
    }

    [Fact]
    public async Task One_question_at_a_time_and_none_after_the_run()
    {
        int asked = 0, under = 0, most = 0;
        Controlled run = await StartedAsync(Errors, async (_, stop) =>
        {
            most = Math.Max(most, Interlocked.Increment(ref under));
            // The first answers at once; each later one takes longer than a round.
            if (Interlocked.Increment(ref asked) > 1) await Task.Delay(TimeSpan.FromSeconds(2.5), Clock!, stop);
            Interlocked.Decrement(ref under);
            return Answer(1);
        });
        for (int i = 0; i < 8; i++)
        {
            await run.Agent.SecondAsync();
            Clock!.Advance(TimeSpan.FromSeconds(1));
            await Task.Delay(TimeSpan.FromMilliseconds(20), TimeProvider.System, TestContext.Current.CancellationToken);
        }

        await run.EndAsync(cause: null);
        int before = asked;
        Clock!.Advance(TimeSpan.FromSeconds(10));
        Assert.Equal((1, before), (most, asked));
        Assert.InRange(asked, 2, 5);
    }

    [Fact]
    public void Production_is_not_pressed_under_a_guard_that_goes_on_when_it_is_told_nothing()
    {
        Scenario scenario = With(Errors with { NoData = NoDataAction.Ignore }) with
        {
            Target = new Target { Name = "shop", Address = new Uri("http://shop.example.com/"), Class = EnvironmentClass.Prod },
            Window = new RunWindow([], new TimeOnly(0, 0), new TimeOnly(23, 0), TimeZoneInfo.Utc),
        };
        Assert.Contains("guard errors would go on when it is told nothing: leave out no_data: ignore", RunGate.Refusal(scenario, new DateTimeOffset(2026, 3, 1, 9, 30, 0, TimeSpan.Zero)), StringComparison.Ordinal);
    }

    private Microsoft.Extensions.Time.Testing.FakeTimeProvider? Clock { get; set; }

    private static Scenario With(PrometheusQuery query) => Controlled.Scenario() with { Guards = [Guard.Of(query)] };

    private async Task<Controlled> StartedAsync(PrometheusQuery query, Ask ask)
    {
        Controlled run = Controlled.Ordered(With(query), ask);
        Clock = run.Time;
        await run.Agent.ReadyAsync();
        await run.Agent.LeaseAsync(LeasePhase.Run);
        return run;
    }
}
