namespace LoadProbe.Definitions.Tests;

public class LimitsTests
{
    [Fact]
    public void A_limits_file_is_read_with_the_places_of_what_it_says()
    {
        using var scratch = new Scratch();
        string path = scratch.With("limits.yaml", "egress:\n  - \"*.example.com:443\"\n  - 10.20.0.0/16\nrate: 30/m\nin_flight: 200\n")["limits.yaml"];
        AgentLimits limits = Files.Good(DefinitionFiles.LoadLimits(path));

        Assert.Equal([("*.example.com", 443, 2), (null, null, 3)], limits.Egress.Rules.Select(r => (r.Name, r.Port, r.At.Line)));
        Assert.Equal(new Ceiling(0.5, new Place(path, 4, 7)), limits.Rate);
        Assert.Equal(new Ceiling(200, new Place(path, 5, 12)), limits.InFlight);
        Assert.Empty(DefinitionFiles.LoadAll([path]).Mistakes);
    }

    [Fact]
    public void An_empty_list_allows_nothing_and_what_is_not_said_is_not_limited()
    {
        using var scratch = new Scratch();
        AgentLimits limits = Files.Good(DefinitionFiles.LoadLimits(scratch.With("limits.yaml", "egress: []\n")["limits.yaml"]));
        Assert.Empty(limits.Egress.Rules);
        Assert.Equal((null, null), (limits.Rate, limits.InFlight));
    }

    [Fact]
    public void References_are_hosts_with_a_port()
    {
        using var scratch = new Scratch();
        AgentLimits limits = Files.Good(DefinitionFiles.LoadLimits(scratch.With("limits.yaml", "egress: []\nreferences: [ gateway.example.com:443, 10.0.0.1:53, '[::1]:22' ]\n")["limits.yaml"]));
        Assert.Equal([("gateway.example.com", 443), ("10.0.0.1", 53), ("[::1]", 22)], limits.References.Select(r => (r.Host, r.Port)));
    }

    [Fact]
    public void Probes_at_once_are_limited_by_the_kind_of_their_steps()
    {
        using var scratch = new Scratch();
        AgentLimits limits = Files.Good(DefinitionFiles.LoadLimits(scratch.With("limits.yaml", "egress: []\nprobes_at_once: { browser: 1, icmp: 50 }\n")["limits.yaml"]));
        Assert.Equal(new Dictionary<StepKind, int> { [StepKind.Browser] = 1, [StepKind.Icmp] = 50 }, limits.ProbesAtOnce);
        Assert.Equal("limits.yaml:2:25: icmp 0 is not a whole number from 1 to 100000", Files.Short(Assert.Single(DefinitionFiles.LoadLimits(scratch.With("limits.yaml", "egress: []\nprobes_at_once: { icmp: 0 }\n")["limits.yaml"]).Mistakes)));
    }

    [Fact]
    public void All_mistakes_are_told_at_once()
    {
        using var scratch = new Scratch();
        Loaded<AgentLimits> loaded = DefinitionFiles.LoadLimits(scratch.With("limits.yaml", "egress: [ 10.*, 'fe80::/64', '0.0.0.0/0' ]\nrate: 0/s\n")["limits.yaml"]);
        Assert.Null(loaded.Value);
        Assert.Equal(["limits.yaml:1:11", "limits.yaml:1:17", "limits.yaml:2:7"], loaded.Mistakes.Select(m => Files.Short(m).Split(": ")[0]));
    }

    [Fact]
    public void A_file_that_is_not_there_is_a_mistake() => Assert.NotEmpty(DefinitionFiles.LoadLimits("/no/such/limits.yaml").Mistakes);
}
