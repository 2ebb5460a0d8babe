namespace LoadProbe.Core;

/// <summary>How an <see cref="EnvironmentClass"/> is written.</summary>
public static class EnvironmentClasses
{
    /// <summary>The class as users and programs read it, for instance <c>prod</c>.</summary>
    public static string Word(this EnvironmentClass @class) => @class.ToString().ToLowerInvariant();
}
