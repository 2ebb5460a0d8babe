namespace LoadProbe.Core;

/// <summary>How a <see cref="StepEffect"/> is written.</summary>
public static class StepEffects
{
    /// <summary>The effect as users and programs read it, for instance <c>write-shadow</c>.</summary>
    public static string Word(this StepEffect effect) => effect switch { StepEffect.Read => "read", StepEffect.WriteShadow => "write-shadow", _ => "write-real" };
}
