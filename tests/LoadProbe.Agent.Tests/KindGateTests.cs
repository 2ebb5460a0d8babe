namespace LoadProbe.Agent.Tests;

public sealed class KindGateTests
{
    private static readonly Target Shop = new() { Name = "shop", Address = new Uri("http://127.0.0.1:9/") };

    private static Journey Of(params Step[] steps) => new() { Name = "journey", Target = Shop, Steps = steps };

    private static Step Ping => new IcmpStep { Name = "ping", At = default };

    private static Step Look => new DnsStep { Name = "look", At = default, Question = Template.Constant("a.test") };

    [Fact]
    public void No_more_runs_than_the_kind_is_allowed_get_in_until_one_leaves()
    {
        var gate = new KindGate(new Dictionary<StepKind, int> { [StepKind.Icmp] = 2 });
        IDisposable? first = gate.TryEnter(Of(Ping)), second = gate.TryEnter(Of(Ping, Ping));

        Assert.NotNull(first);
        Assert.NotNull(second);
        Assert.Null(gate.TryEnter(Of(Ping)));
        Assert.NotNull(gate.TryEnter(Of(Look)));
        first.Dispose();
        Assert.NotNull(gate.TryEnter(Of(Ping)));
    }

    [Fact]
    public void Who_finds_no_place_for_one_of_its_kinds_takes_none_of_the_others()
    {
        var gate = new KindGate(new Dictionary<StepKind, int> { [StepKind.Icmp] = 1, [StepKind.Dns] = 1 });
        IDisposable? pinging = gate.TryEnter(Of(Ping));

        Assert.Null(gate.TryEnter(Of(Look, Ping)));
        Assert.NotNull(gate.TryEnter(Of(Look)));
        pinging!.Dispose();
        Assert.NotNull(gate.TryEnter(Of(Ping)));
    }
}
