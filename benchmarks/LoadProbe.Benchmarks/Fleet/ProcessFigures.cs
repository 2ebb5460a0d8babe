using System.Globalization;

namespace LoadProbe.Benchmarks;

/// <summary>What the kernel says of a process: processor time so far, and memory resident now.</summary>
internal readonly record struct ProcessFigures(TimeSpan Cpu, long Resident)
{
    // Of Linux, on every machine that this runs on.
    private const double TicksPerSecond = 100;

    public static ProcessFigures Of(int process)
    {
        // Behind the name, which may have anything in it.
        string[] stat = File.ReadAllText($"/proc/{process}/stat").Split(')')[^1].Split(' ');
        long pages = long.Parse(File.ReadAllText($"/proc/{process}/statm").Split(' ')[1], CultureInfo.InvariantCulture);
        double ticks = double.Parse(stat[12], CultureInfo.InvariantCulture) + double.Parse(stat[13], CultureInfo.InvariantCulture);
        return new ProcessFigures(TimeSpan.FromSeconds(ticks / TicksPerSecond), pages * Environment.SystemPageSize);
    }
}
