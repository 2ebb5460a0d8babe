namespace LoadProbe.Definitions.Tests;

/// <summary>The examples of the design page, as they stand there.</summary>
public class DesignExampleTests
{
    [Fact]
    public void The_order_api_probe_loads()
    {
        Probe probe = Files.Probe("probes/order-api.yaml");

        Assert.Equal("order-api", probe.Name);
        Assert.Equal(TimeSpan.FromSeconds(30), probe.Every);
        Assert.Equal(TimeSpan.FromSeconds(10), probe.Journey.Timeout);
        Assert.Equal(["telecom", "mobile"], probe.From["carrier"]);
        Assert.Equal(new VerdictPolicy(Retry: 1, Failures: 2, Window: 3) { Quorum = Quorum.Of(2) }, probe.Policy);
        Assert.Null(probe.Journey.Browser);
        Assert.Equal(["login", "place order", "read it back"], probe.Journey.Steps.Select(s => s.Name));
        Assert.Equal([StepEffect.WriteReal, StepEffect.WriteShadow, StepEffect.Read], probe.Journey.Steps.Select(s => s.Effect));
    }

    [Fact]
    public void Its_steps_say_what_is_sent_expected_and_kept()
    {
        var steps = Files.Probe("probes/order-api.yaml").Journey.Steps.Cast<HttpStep>().ToArray();

        Assert.Equal("POST", steps[0].Method);
        Assert.Equal("/api/login", steps[0].Url.Source);
        Assert.Equal("""{"user":"${user}","password":"${secret:env:BROKER_PASSWORD}"}""", steps[0].Body!.Content.Source);
        Assert.Equal("application/json", steps[0].Body!.ContentType);
        Assert.Equal([new StatusRange(200, 200)], steps[0].Expect.Status);
        Assert.Equal(TimeSpan.FromMilliseconds(500), steps[0].Within);
        Assert.Equal(("token", SaveSource.Json, "$.token"), (steps[0].Saves[0].Variable, steps[0].Saves[0].From, steps[0].Saves[0].Path!.Source));
        Assert.Equal("Authorization: Bearer ${token}", $"{steps[1].Headers[0].Name}: {steps[1].Headers[0].Value}");
        Assert.Equal("""{"symbol":"600519","side":"buy","quantity":100}""", steps[1].Body!.Content.Source);
        Assert.Equal("accepted", steps[1].Expect.Json[0].Value.Is!.Source);
        Assert.Equal("$.quantity", steps[2].Expect.Json[0].Path.Source);
        Assert.Equal((19, 5), (steps[2].At.Line, steps[2].At.Column));
    }

    [Fact]
    public void Its_target_comes_from_the_targets_file_above()
    {
        Target target = Files.Probe("probes/order-api.yaml").Journey.Target;

        Assert.Equal(("broker", new Uri("https://broker.example.com"), EnvironmentClass.Test, "trading desk"), (target.Name, target.Address, target.Class, target.Owner));
        Assert.Equal(new Caps(1_000, 5_000), target.Caps);
        Assert.Equal([AllowRule.Parse("10.0.0.0/8")!, AllowRule.Parse("broker.example.com:443")!], target.Allow!.Rules);
        Assert.False(target.Tls.Verify);
    }

    [Fact]
    public void The_login_page_probe_loads()
    {
        Journey journey = Files.Probe("probes/login-page.yaml").Journey;

        Assert.Equal(new BrowserSettings(1280, 800), journey.Browser);
        Assert.Equal(TimeSpan.FromSeconds(30), journey.Timeout);
        Assert.Equal(["open /", "fill User", "fill Password", "click Log in", "expect text Positions"], journey.Steps.Select(s => s.Name));
        var click = Assert.IsType<ClickStep>(journey.Steps[3]);
        Assert.Equal((LocatorKind.Role, "button", "Log in"), (click.Where.By, click.Where.Value.Source, click.Where.Name!.Source));
        var expect = Assert.IsType<ExpectStep>(journey.Steps[4]);
        Assert.Equal((LocatorKind.Text, "Positions", TimeSpan.FromSeconds(1)), (expect.Where!.By, expect.Where.Value.Source, expect.Within));
    }
}
