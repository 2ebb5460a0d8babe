using Microsoft.Diagnostics.Tracing;

namespace LoadProbe.EndToEnd.Tests;

/// <summary>What a process has traced of each journey it pressed, read from its file once it has ended.</summary>
internal sealed class RawTimes(string journey)
{
    private readonly List<double> _response = [];
    private readonly List<double> _service = [];

    public int Count => _response.Count;

    /// <summary>What makes a process write the file.</summary>
    public static (string, string)[] Into(string path) =>
        [("DOTNET_EnableEventPipe", "1"), ("DOTNET_EventPipeOutputPath", path), ("DOTNET_EventPipeConfig", "LoadProbe-Pressure:0xFFFFFFFFFFFFFFFF:4")];

    public void Add(string path)
    {
        using var source = new EventPipeEventSource(path);
        source.Dynamic.AddCallbackForProviderEvent("LoadProbe-Pressure", "JourneyEnded", ended =>
        {
            // Before the run it rehearses against itself.
            if ((string)ended.PayloadByName("journey") != journey) return;
            _response.Add(TimeSpan.FromTicks((long)ended.PayloadByName("response")).TotalSeconds);
            _service.Add(TimeSpan.FromTicks((long)ended.PayloadByName("service")).TotalSeconds);
        });
        source.Process();
        Assert.Equal(0, source.EventsLost);
    }

    /// <summary>The smallest of them that so many percent are not above, seconds.</summary>
    public double Response(double percent) => Percentile(_response, percent);

    /// <summary>The same of the service times.</summary>
    public double Service(double percent) => Percentile(_service, percent);

    private static double Percentile(List<double> times, double percent) => times.Order().ElementAt((int)Math.Ceiling(percent / 100 * times.Count) - 1);
}
