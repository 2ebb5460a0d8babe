namespace LoadProbe.Pressure;

/// <summary>Keeps what it takes to clean up after journeys that write.</summary>
public interface IWriteLog
{
    /// <summary>A journey is about to send its first write. True = what is needed to take it back is in safe hands; false = it is not, and nothing may be sent.</summary>
    ValueTask<bool> KeepAsync(Journey journey, Variables variables);
}
