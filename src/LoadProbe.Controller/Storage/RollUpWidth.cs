namespace LoadProbe.Controller;

/// <summary>How much time a roll-up is of, in seconds.</summary>
public enum RollUpWidth
{
    Minute = 60,
    Hour = 3_600,
}
