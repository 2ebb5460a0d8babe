using System.Text.Json;

namespace LoadProbe.Controller;

/// <summary>Reads what <see cref="SecondJson"/> writes.</summary>
internal static class SecondReading
{
    private static readonly Dictionary<string, Outcome> ByWord = Enum.GetValues<Outcome>().ToDictionary(o => o.Word());
    private static readonly Dictionary<string, Phase> Phases = Enum.GetValues<Phase>().ToDictionary(p => p.Word());

    /// <summary>The series of a run's document.</summary>
    public static IReadOnlyList<RunSecond> Series(JsonElement run) => [.. run.Items("series").Select(Second)];

    private static RunSecond Second(JsonElement second)
    {
        JsonElement histograms = second.Part("histograms");
        return new RunSecond
        {
            At = second.Time("at_seconds"),
            Span = second.Time("seconds") is var span && span > TimeSpan.Zero ? span : TimeSpan.FromSeconds(1),
            Number = (int)Math.Clamp(second.Count("number"), 0, int.MaxValue),
            TargetRate = second.Number("target_rate"),
            Arrivals = new ArrivalCounts(second.Count("due"), second.Count("sent"), second.Count("dropped"), second.Count("completed"), second.Count("failed"), 0) { Drops = Drops(second.Part("dropped_by")) },
            BytesSent = second.Count("bytes_sent"),
            BytesReceived = second.Count("bytes_received"),
            InFlight = (int)Math.Clamp(second.Count("in_flight"), 0, int.MaxValue),
            OldestInFlight = second.Time("oldest_in_flight_seconds"),
            Response = second.Histogram(histograms, "response"),
            Service = second.Histogram(histograms, "service"),
            Lateness = second.Histogram(histograms, "lateness"),
            Errors = second.Fields("errors").Where(e => ByWord.ContainsKey(e.Name)).ToDictionary(e => ByWord[e.Name], e => second.Part("errors").Count(e.Name)),
            Steps = [.. second.Items("steps").Select(Step)],
            Generator = Health(second.Part("generator")),
        };
    }

    private static StepSecond Step(JsonElement step)
    {
        JsonElement histograms = step.Part("histograms");
        return new StepSecond
        {
            Step = step.Text("name") ?? "",
            Journey = step.Text("journey") ?? "",
            Completed = step.Count("completed"),
            Failed = step.Count("failed"),
            Response = step.Histogram(histograms, "response"),
            Service = step.Histogram(histograms, histograms.Part("service").ValueKind == JsonValueKind.Undefined ? "response" : "service"),
            Phases = step.Fields("phases").Where(p => Phases.ContainsKey(p.Name)).ToDictionary(p => Phases[p.Name], p => new PhaseMean(p.Value.Count("count"), p.Value.Time("mean"))),
        };
    }

    private static DropCounts Drops(JsonElement drops) => new(drops.Count("cap"), drops.Count("saturated"), drops.Count("guard"), drops.Count("lease"), drops.Count("ceiling"), drops.Count("held"));

    private static GeneratorHealth Health(JsonElement health) => new(health.Number("cpu_fraction"), health.Number("gc_pause_fraction"))
    {
        CpuWaitFraction = health.Number("cpu_wait_fraction"),
        UseOfAllowed = health.Number("use_of_allowed"),
        ThrottledFraction = health.Number("throttled_fraction"),
        PoolDelay = health.Time("pool_delay_seconds"),
        MemoryBytes = health.Count("memory_bytes"),
        OpenFiles = (int)Math.Clamp(health.Count("open_files"), 0, int.MaxValue),
    };
}
