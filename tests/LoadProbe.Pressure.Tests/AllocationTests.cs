using LoadProbe.Probing;

namespace LoadProbe.Pressure.Tests;

/// <summary>Counts what the whole process allocates, so nothing else may run beside it.</summary>
[CollectionDefinition(nameof(AllocationTests), DisableParallelization = true)]
public sealed class Alone;

/// <summary>What a request costs in memory: nothing, so that the collector has nothing to clean up after.</summary>
[Collection(nameof(AllocationTests))]
public sealed class AllocationTests
{
    private const int Requests = 200;
    private const int Rounds = 50;
    private const int AtOnce = 8;

    [Fact]
    public async Task In_steady_state_nothing_is_allocated_for_a_request()
    {
        using var server = new StillServer();
        double pressed = await PressedAsync(server.Target);
        TestContext.Current.SendDiagnosticMessage($"{pressed:0.0} bytes a request");
        Assert.InRange(pressed, 0, 1);
    }

    [Fact(Timeout = 60_000)]
    public async Task Nor_for_one_that_begins_on_the_thread_that_paces_and_ends_on_the_one_that_reads()
    {
        using var server = new StillServer();
        double pressed = await CrowdAsync(server.Target, TestContext.Current.CancellationToken);
        TestContext.Current.SendDiagnosticMessage($"{pressed:0.0} bytes a request");
        Assert.InRange(pressed, 0, 1);
    }

    // Eight customers are called one after the other, and all are under way before the first is back.
    private static async Task<double> CrowdAsync(Target target, CancellationToken token)
    {
        Journey journey = Visit(target);
        var recorder = new Recorder([journey], TimeProvider.System);
        using var work = new CustomerWork([journey], ConnectionReuse.PerRun, recorder, new Nothing(), browser: null, TimeProvider.System) { Mark = PressureMark.Of(Mark.Standard, "r") };
        using var crowd = new Crowd(work, AtOnce);
        long number = 0;
        double bytes = await MeasureAsync(() =>
        {
            for (int i = 0; i < AtOnce; i++)
            {
                while (crowd.Taken == AtOnce) Yield();
                crowd.TryTake()!.Call(0, number++, TimeProvider.System.GetTimestamp());
            }

            return ValueTask.CompletedTask;
        });
        while (crowd.Taken > 0) Yield();
        ArrivalCounts arrivals = recorder.Drain("a", 1, TimeSpan.Zero).Arrivals;
        Assert.Equal((number, 0L), (arrivals.Completed, arrivals.Failed));
        return bytes / AtOnce;

        void Yield()
        {
            token.ThrowIfCancellationRequested();
            Thread.Yield();
        }
    }

    private static Journey Visit(Target target) =>
        new() { Name = "visit", Target = target, Steps = [new HttpStep { Name = "get", At = default, Method = "GET", Url = Template.Constant("/"), Expect = new HttpExpectation { Status = [new StatusRange(200, 200)] } }] };

    private static async Task<double> PressedAsync(Target target)
    {
        Journey journey = Visit(target);
        var recorder = new Recorder([journey], TimeProvider.System);
        using var work = new CustomerWork([journey], ConnectionReuse.PerRun, recorder, new Nothing(), browser: null, TimeProvider.System) { Mark = PressureMark.Of(Mark.Standard, "r") };
        using var customer = new Customer(work, _ => { });
        long number = 0;
        double bytes = await MeasureAsync(() => customer.GoAsync(0, number++, TimeProvider.System.GetTimestamp()));
        Snapshot snapshot = recorder.Drain("a", 1, TimeSpan.Zero);
        Assert.Equal((number, 0L), (snapshot.Arrivals.Completed, snapshot.Arrivals.Failed));
        return bytes;
    }

    private static async Task<double> MeasureAsync(Func<ValueTask> once)
    {
        // The least of many short rounds: compiling, the runtime's own timers and its pool's queue (8 KB each thousand waits or so)
        // allocate now and then; what each request does is in every round.
        double least = double.MaxValue;
        for (int round = 0; round < Rounds; round++)
        {
            long before = GC.GetTotalAllocatedBytes(precise: true);
            for (int i = 0; i < Requests; i++) await once();
            least = Math.Min(least, (GC.GetTotalAllocatedBytes(precise: true) - before) / (double)Requests);
        }

        return least;
    }

    private sealed class Nothing : ISecretStore
    {
        public string? Read(SecretReference reference) => null;
    }
}
