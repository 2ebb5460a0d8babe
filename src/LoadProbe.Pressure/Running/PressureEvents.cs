using System.Diagnostics.Tracing;

namespace LoadProbe.Pressure;

/// <summary>
/// Each measured journey and step as an event of the runtime's own tracing, for whoever wants raw times: nothing is made of
/// them, and they cost nothing, until a tool asks for <c>LoadProbe-Pressure</c>. Times are in units of 100 ns.
/// </summary>
[EventSource(Name = "LoadProbe-Pressure")]
internal sealed class PressureEvents : EventSource
{
    public static readonly PressureEvents Log = new();

    private PressureEvents()
    {
    }

    [Event(1, Level = EventLevel.Informational)]
    public void JourneyEnded(string journey, string outcome, long response, long service) => WriteEvent(1, journey, outcome, response, service);

    [Event(2, Level = EventLevel.Verbose)]
    public void StepEnded(string journey, string step, string outcome, long response, long service) => WriteEvent(2, journey, step, outcome, response, service);
}
