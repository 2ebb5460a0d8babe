namespace LoadProbe.Controller;

/// <summary>What became of a scenario that was due.</summary>
public enum DueOutcome
{
    /// <summary>A run of it was started.</summary>
    Started,

    /// <summary>It was not to be started then: the lever, its window, another run.</summary>
    Refused,

    /// <summary>Nobody was there in time to start it.</summary>
    Missed,
}
