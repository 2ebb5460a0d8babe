namespace LoadProbe.Probing;

/// <summary>Hears what a target wants of the pressure on it.</summary>
public interface ITargetWish
{
    /// <summary>It wants no more of it, and says why.</summary>
    void Stop(string reason);

    /// <summary>It wants none of it for so long, which may be longer than anybody would wait.</summary>
    void Wait(TimeSpan time);
}
