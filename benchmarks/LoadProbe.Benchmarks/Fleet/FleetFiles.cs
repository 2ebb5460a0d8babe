using LoadProbe.Definitions;

namespace LoadProbe.Benchmarks;

/// <summary>A scenario of three steps with a threshold, and ten probes, as files in a folder.</summary>
internal static class FleetFiles
{
    public const int Probes = 10;

    public static void Write(string folder, int agents, int seconds)
    {
        string steps = string.Concat(Enumerable.Range(1, 3).Select(i => $"  - name: step {i}\n    get: /api/{i}\n"));
        File.WriteAllText(Path.Combine(folder, "order.yaml"), $"target: http://127.0.0.1:9\nsteps:\n{steps}");
        File.WriteAllText(Path.Combine(folder, "peak.yaml"), $"target: http://127.0.0.1:9\nmix: order.yaml\nload:\n  - inject: {{ rate: {100 * agents}/s, during: {seconds}s }}\nthresholds:\n  - response p99 < 5s over 10s, else abort\n");
        Directory.CreateDirectory(Path.Combine(folder, "probes"));
        for (int i = 1; i <= Probes; i++) File.WriteAllText(Path.Combine(folder, "probes", $"probe-{i}.yaml"), $"target: http://127.0.0.1:9\nevery: 30s\nsteps:\n{steps}");
    }

    public static Scenario Scenario(string folder) => DefinitionFiles.LoadScenario(Path.Combine(folder, "peak.yaml")) is { Value: { } scenario, Mistakes.Count: 0 } ? scenario : throw new InvalidOperationException("the scenario has mistakes");
}
