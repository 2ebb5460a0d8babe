namespace LoadProbe.Definitions.Tests;

public class TargetTests
{
    private const string Steps = "\nsteps: [{ get: / }]\n";
    private const string Broker = "broker: { address: https://broker.example.com, class: staging, owner: desk, tls: { verify: false } }";

    [Theory]
    [InlineData("http://127.0.0.1:8080", "127.0.0.1:8080", EnvironmentClass.Dev)]
    [InlineData("http://localhost", "localhost", EnvironmentClass.Dev)]
    [InlineData("https://example.com", "example.com", EnvironmentClass.Prod)]
    [InlineData("{ address: 'http://[::1]:80' }", "target", EnvironmentClass.Prod)]
    [InlineData("{ address: https://example.com, class: test }", "target", EnvironmentClass.Test)]
    public void What_is_not_known_to_be_anything_else_is_production(string written, string name, EnvironmentClass @class)
    {
        using var scratch = new Scratch();
        Target target = Files.Good(scratch.Probe($"target: {written}{Steps}")).Journey.Target;
        Assert.Equal((name, @class), (target.Name, target.Class));
    }

    [Fact]
    public void Names_are_looked_up_in_the_nearest_file_above()
    {
        using var scratch = new Scratch();
        scratch.With("targets.yaml", "broker: { address: http://far.example.com }").With("a/targets.yaml", $"targets:\n  {Broker}").With("a/b/c/probe.yaml", $"target: broker{Steps}");
        Assert.Equal("broker.example.com", Files.Good(DefinitionFiles.LoadProbe(scratch["a/b/c/probe.yaml"])).Journey.Target.Address.Host);
    }

    [Fact]
    public void Another_address_keeps_what_else_is_known_of_the_target()
    {
        using var scratch = new Scratch();
        scratch.With("targets.yaml", Broker);
        Target target = Files.Good(scratch.Probe($"target: broker{Steps}", new LoadOptions { Target = new Uri("http://127.0.0.1:9000") })).Journey.Target;
        Assert.Equal((new Uri("http://127.0.0.1:9000"), EnvironmentClass.Staging, "desk", false), (target.Address, target.Class, target.Owner, target.Tls.Verify));
    }

    [Theory]
    [InlineData("http://127.0.0.1:9000", EnvironmentClass.Dev)]
    [InlineData("https://example.com", EnvironmentClass.Prod)]
    public void Another_address_does_without_a_targets_file(string url, EnvironmentClass @class)
    {
        using var scratch = new Scratch();
        Target target = Files.Good(scratch.Probe($"target: broker{Steps}", new LoadOptions { Target = new Uri(url) })).Journey.Target;
        Assert.Equal(("target", @class), (target.Name, target.Class));
    }

    [Theory]
    [InlineData("approvals: 2, proof: 5f2c9a1e7b3d4860", 2, "5f2c9a1e7b3d4860", 60)]
    [InlineData("proof: { token: owner_says-yes, every: 5s }", null, "owner_says-yes", 5)]
    public void It_says_who_has_to_agree_and_how_its_owner_shows_that_he_does(string said, int? approvals, string token, int seconds)
    {
        using var scratch = new Scratch();
        scratch.With("targets.yaml", $"broker: {{ address: https://broker.example.com, {said} }}");
        Target target = Files.Good(scratch.Probe($"target: broker{Steps}")).Journey.Target;
        Assert.Equal((approvals, new Proof(token, TimeSpan.FromSeconds(seconds))), (target.Approvals, target.Proof));
    }

    [Fact]
    public void A_targets_file_loads_by_itself()
    {
        using var scratch = new Scratch();
        scratch.With("targets.yaml", $"{Broker}\nqueue: {{ address: 'q.example.com:5672', allow: [] }}\n");

        IReadOnlyList<Target> targets = Files.Good(DefinitionFiles.LoadTargets(scratch["targets.yaml"]));

        Assert.Equal(["https://broker.example.com/", "tcp://q.example.com:5672/"], targets.Select(t => t.Address.AbsoluteUri));
        Assert.Null(targets[0].Allow);
        Assert.Empty(targets[1].Allow!.Rules);
    }

    [Fact]
    public void A_target_is_reached_through_a_proxy()
    {
        using var scratch = new Scratch();
        Target plain = Files.Good(scratch.Probe($"target: {{ address: https://example.com, proxy: 'http://proxy:3128' }}{Steps}")).Journey.Target;
        Assert.Equal(new Proxy(new Uri("http://proxy:3128")), plain.Proxy);

        Probe known = Files.Good(scratch.Probe($"target: {{ address: https://example.com, proxy: {{ address: 'http://proxy:3128', user: me, password: '${{secret:env:NO_SUCH_PASSWORD}}' }} }}{Steps}"));
        Assert.Equal(("me", "${secret:env:NO_SUCH_PASSWORD}"), (known.Journey.Target.Proxy!.User!.Source, known.Journey.Target.Proxy.Password!.Source));
        Assert.Contains("NO_SUCH_PASSWORD", Assert.Single(new SecretStore().MissingSecrets(known.Journey)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Parts_of_a_request_have_times_of_their_own_and_a_steps_are_over_the_targets()
    {
        using var scratch = new Scratch();
        Journey journey = Files.Good(scratch.Probe("target: { address: https://example.com, timeouts: { dns: 1s, connect: 2s } }\nsteps: [{ get: /, timeouts: { connect: 500ms, wait: 3s } }]\n")).Journey;
        Assert.Equal(new PhaseTimeouts { Dns = TimeSpan.FromSeconds(1), Connect = TimeSpan.FromSeconds(2) }, journey.Target.Timeouts);
        PhaseTimeouts own = Assert.IsType<HttpStep>(journey.Steps[0]).Timeouts!;
        Assert.Equal(new PhaseTimeouts { Connect = TimeSpan.FromMilliseconds(500), Wait = TimeSpan.FromSeconds(3) }, own);
        Assert.Equal(new PhaseTimeouts { Dns = TimeSpan.FromSeconds(1), Connect = TimeSpan.FromMilliseconds(500), Wait = TimeSpan.FromSeconds(3) }, own.Over(journey.Target.Timeouts));
    }
}
