namespace LoadProbe.Controller.Tests;

/// <summary>Production is pressed by marked requests or not at all.</summary>
public sealed class MarkGateTests
{
    [Fact]
    public void A_run_without_marks_is_refused_in_production()
    {
        string? refused = MarkGate.Refusal(Scenario(EnvironmentClass.Prod) with { Mark = Mark.None });
        Assert.Contains("target shop is production", refused, StringComparison.Ordinal);
        Assert.Contains("write mark: { header: X-LoadProbe-Run }, or leave mark out", refused, StringComparison.Ordinal);
    }

    [Fact]
    public void The_gate_of_all_runs_says_so()
    {
        Scenario unmarked = Scenario(EnvironmentClass.Prod) with { Mark = Mark.None };
        Assert.Equal(MarkGate.Refusal(unmarked), RunGate.Refusal(unmarked, DateTimeOffset.UnixEpoch));
    }

    [Fact]
    public void Marked_it_is_not_refused_for_that() => Assert.Null(MarkGate.Refusal(Scenario(EnvironmentClass.Prod)));

    [Theory]
    [InlineData(EnvironmentClass.Dev)]
    [InlineData(EnvironmentClass.Test)]
    [InlineData(EnvironmentClass.Staging)]
    public void Elsewhere_it_may_go_without(EnvironmentClass @class) => Assert.Null(MarkGate.Refusal(Scenario(@class, Bytes("hello")) with { Mark = Mark.None }));

    [Fact]
    public void Bytes_that_have_no_place_for_a_mark_are_not_sent_to_production()
    {
        Assert.Contains("step talk (p.yaml:4:5) sends it bytes over TCP, which carry no mark", MarkGate.Refusal(Scenario(EnvironmentClass.Prod, Bytes("hello"))), StringComparison.Ordinal);
        Assert.Null(MarkGate.Refusal(Scenario(EnvironmentClass.Prod, Bytes(null))));
    }

    private static TcpStep Bytes(string? send) => new() { Name = "talk", At = new Place("p.yaml", 4, 5), Send = send is null ? null : Template.Constant(send) };

    private static Scenario Scenario(EnvironmentClass @class, params Step[] steps)
    {
        Scenario press = Controlled.Scenario();
        Target target = press.Target with { Class = @class };
        return press with { Target = target, Mix = [new WeightedJourney(new Journey { Name = "visit", Target = target, Steps = steps }, 1)] };
    }
}
