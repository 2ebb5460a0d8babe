using System.Globalization;
using System.Text.Json;

namespace LoadProbe.Benchmarks;

/// <summary>What a request cost the generator once it was warm, from what the run itself wrote down each second.</summary>
internal static class Steady
{
    public static int Run(string file, double from)
    {
        using JsonDocument run = JsonDocument.Parse(File.ReadAllBytes(file));
        JsonElement[] seconds = [.. run.RootElement.GetProperty("series").EnumerateArray().Where(s => s.GetProperty("at_seconds").GetDouble() >= from)];
        // The last one is a piece of a second.
        seconds = seconds[..^1];
        long requests = seconds.Sum(s => s.GetProperty("completed").GetInt64()) * run.RootElement.GetProperty("steps").GetArrayLength();
        double cpu = seconds.Sum(s => s.GetProperty("cpu_fraction").GetDouble()) * Environment.ProcessorCount;
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{cpu * 1e6 / requests:0.0} {requests / (double)seconds.Length:0}"));
        return 0;
    }
}
