namespace LoadProbe.Controller;

/// <summary>How far a run is. Later policy adds the states before the start; the ends stay.</summary>
public enum RunState : byte
{
    Preparing,
    Running,
    Draining,
    Completed,
    Aborted,
}
